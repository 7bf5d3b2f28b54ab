#pragma once

#include "apps/loadex/cli/daemon/daemon_access.hpp"
#include "apps/loadex/cli/terminal/output.hpp"

#include <nlohmann/json.hpp>

#include <functional>
#include <string>

namespace loadex::cli {

/// Prints what the API said: as it is for programs, as `text` makes it for people.
int print(const nlohmann::ordered_json& said, output_format format,
          const std::function<std::string(const nlohmann::ordered_json&)>& text);

/// Runs a command; an answer that has not what an API's would is told as such.
int guarded(const daemon_access& daemon, const std::function<int()>& command);

} // namespace loadex::cli
