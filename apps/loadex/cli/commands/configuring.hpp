#pragma once

#include "apps/loadex/cli/commands/choice.hpp"

#include <string>

/// The commands about the daemon's configuration and its process. Each prints its data on stdout and its messages on
/// stderr, and returns the exit code of the program.
namespace loadex::cli {

/// A configuration that the daemon has not got, and whom to ask about it.
struct text_choice : pool_choice {
  std::string file{}; // `-`: what comes on stdin
};

/// Shows what the file would change; fails on what is wrong with it.
int plan_changes(const text_choice& which);

/// Says whether the daemon would take the file.
int check_config(const text_choice& which);

/// Shows the configuration in force.
int show_config(const pool_choice& of);

/// Has the daemon write its live changes to its file.
int save_config(const pool_choice& of);

/// Has the daemon read its file again.
int reload_config(const pool_choice& of);

/// Has the daemon start its program anew, which takes over.
int upgrade(const pool_choice& of);

/// Shows how the last reload went.
int show_reloads(const pool_choice& of);

} // namespace loadex::cli
