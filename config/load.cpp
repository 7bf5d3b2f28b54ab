#include "config/load.hpp"

#include "config/command_line.hpp"
#include "config/config_file.hpp"
#include "config/draft.hpp"

#include <cstdlib>
#include <filesystem>

namespace loadex::config {

namespace {

constexpr const char* default_file = "loadbalancer.conf";

/// The file to read; empty if there is none.
std::string file_of(const command_line& line) {
  if (line.file)
    return *line.file;
  std::error_code ignored; // a folder that cannot be looked into has no default file
  return std::filesystem::exists(default_file, ignored) ? default_file : "";
}

void apply_environment(draft& result) {
  if (const char* level = std::getenv("LOG_LEVEL"); level && *level)
    result.assign(*find_setting("log", "level"), std::string_view(level), "LOG_LEVEL");
}

/// Whether a probe is to find a text where no body comes.
bool seeks_body_in_vain(const health_settings& health) {
  return !health.body.empty() && (health.probe == probe_kind::tcp || health.method == "HEAD");
}

void check_health(draft& result) {
  const std::string why = "body asks for a text in the answer, but a tcp probe and the method HEAD get none";
  if (seeks_body_in_vain(result.all.health))
    return result.refuse("health", why);
  for (const auto& backend : result.all.global.backends)
    if (seeks_body_in_vain(effective_health(result.all.health, backend.health)))
      result.refuse("health of " + backend.url.text(), why);
}

void check_circuit(draft& result) {
  const auto value = [&](std::string_view key) { return find_setting("circuit", key)->print(result.all); };
  if (result.all.circuit.longest_ejection < result.all.circuit.ejection)
    result.refuse("circuit.longest-ejection",
                  value("longest-ejection") + " is shorter than circuit.ejection, " + value("ejection"));
}

void check_admin(draft& result) {
  const auto& global = result.all.global;
  const auto& own = result.all.admin.listen;
  for (const auto& address : global.address)
    if (const socket_address proxy{address, global.port}; own && overlap(*own, proxy))
      return result.refuse("admin.listen", own->text() + " is where the proxy listens, " + proxy.text() +
                                               "; give it another port, or leave it empty to share the proxy's");
}

/// What no single value can show.
void check_whole(draft& result) {
  check_health(result);
  check_circuit(result);
  check_admin(result);
  if (!result.unread && !result.given.contains(find_setting("global", "backends")))
    result.refuse("backends", "there is none; write --backends http://host:port,... or, in the file, "
                              R"(backends=[{url="http://host:port"}, ...] in section [global])");
}

} // namespace

command load(int argc, const char* const* argv) {
  draft result;
  const auto line = parse_command_line(argc, argv, result.problems);
  if (line.what == command::action::print_and_exit)
    return {.what = line.what, .text = line.text, .all = {}, .file = {}};

  const auto file = file_of(line);
  if (line.file || !file.empty())
    apply_file(file, result);
  apply_environment(result);
  for (const auto& [row, text] : line.values)
    result.assign(*row, text, option_name(*row));
  check_whole(result);

  if (!result.problems.empty())
    throw invalid_configuration{std::move(result.problems)};
  return {.what = line.what, .text = {}, .all = std::move(result.all), .file = file};
}

} // namespace loadex::config
