#pragma once

#include "config/settings.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace loadex::config {

/// Every problem of the configuration, one clear line each: where (file and line, or option), which key, what is
/// allowed.
struct invalid_configuration {
  std::vector<std::string> problems;
};

/// What the command line asks for.
struct command {
  enum class action { run, check, print_and_exit };
  action what = action::run;
  std::string text; // of print_and_exit: help or version
  settings all;
  std::string file;          // the configuration file that was read; empty if none
  std::string explain_route; // of check: the request whose way is asked for; empty if none is
};

/// Reads the configuration file (`--config-file`, else `loadbalancer.conf` in the current folder if present), then the
/// command line, which overrides it, and validates the result.
/// @throws invalid_configuration with all problems at once.
command load(int argc, const char* const* argv);

/// The same as if `text` stood in the file; `name` is the file's in messages. `known`: what holds, if it is not known
/// who has written the text: a file of a token is read only if that names it, too.
command load(int argc, const char* const* argv, const std::string& name, std::string_view text,
             const settings* known = nullptr);

} // namespace loadex::config
