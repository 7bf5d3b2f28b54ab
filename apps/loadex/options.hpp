#pragma once

#include "apps/loadex/cli/daemon/daemon_access.hpp"
#include "apps/loadex/cli/daemon/server_url.hpp"
#include "apps/loadex/cli/terminal/output.hpp"

#include <CLI/App.hpp>

#include <chrono>
#include <functional>
#include <string>

/// What the command lines of several commands have in common.
namespace loadex::cli {

struct pool_choice;

/// What the chosen command does; its result is the exit code.
using action = std::function<int()>;

/// A command with a line of help and an example of its use.
CLI::App& add_command(CLI::App& app, const std::string& name, const std::string& help, const std::string& example);

/// The daemon that is asked if the command line names none: LOADEX_URL and LOADEX_TOKEN, as far as they can be read.
daemon_access usual_daemon();

/// `-u`, or LOADEX_URL.
void add_url(CLI::App& command, const std::string& flags, server_url& url, const std::string& help);

/// The same, and the token: LOADEX_TOKEN, or what is in the file that `--token-file` names. Never an option with the
/// token itself: everybody may read a command line.
void add_daemon(CLI::App& command, daemon_access& daemon, const std::string& flags = "-u,--url");

/// `-o`: a table, or JSON.
void add_output(CLI::App& command, output_format& format);

/// The daemon, and how to print what it says.
void add_daemon(CLI::App& command, pool_choice& of);

/// A duration with its unit, as the daemon's configuration has it: `500ms`, `30s`, `2min`, `1h`; at most 24 h. `to` is
/// its default.
CLI::Option& add_duration(CLI::App& command, const std::string& flags, std::chrono::milliseconds& to,
                          const std::string& help);

/// `--pool`.
void add_pool(CLI::App& command, std::string& pool,
              const std::string& help = "The pool; needed if there are several and none is called main");

} // namespace loadex::cli
