#pragma once

#include "apps/loadex/cli/output.hpp"
#include "apps/loadex/cli/server_url.hpp"

#include <CLI/App.hpp>

#include <functional>
#include <string>

/// What the command lines of several commands have in common.
namespace loadex::cli {

/// What the chosen command does; its result is the exit code.
using action = std::function<int()>;

/// A command with a line of help and an example of its use.
CLI::App& add_command(CLI::App& app, const std::string& name, const std::string& help, const std::string& example);

void add_url(CLI::App& command, const std::string& flags, server_url& url, const std::string& help);
void add_output(CLI::App& command, output_format& format);
void add_pool(CLI::App& command, std::string& pool,
              const std::string& help = "The pool; needed if there are several and none is called main");

} // namespace loadex::cli
