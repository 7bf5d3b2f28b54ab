#include "apps/loadex/cli/commands/telling.hpp"

#include "apps/exit_code.hpp"
#include "apps/loadex/cli/daemon/complaint.hpp"

#include <fmt/core.h>

namespace loadex::cli {

using nlohmann::ordered_json;

int print(const ordered_json& said, output_format format, const std::function<std::string(const ordered_json&)>& text) {
  fmt::print("{}", format == output_format::json ? said.dump(2) + "\n" : text(said));
  return exit_ok;
}

int guarded(const daemon_access& daemon, const std::function<int()>& command) {
  try {
    return command();
  } catch (const nlohmann::json::exception&) {
    return fail(no_load_balancer(daemon.url));
  }
}

} // namespace loadex::cli
