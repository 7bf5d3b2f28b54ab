#pragma once

#include <array>
#include <csignal>

namespace loadex {

/// Those that the daemon answers to. What each of them does without that is to end the process at once.
inline constexpr std::array answered_signals{SIGINT, SIGTERM, SIGQUIT, SIGHUP, SIGUSR1, SIGUSR2};

/// Whether the signal asks for the daemon's end. The others are used to ask a daemon for something else: to read its
/// configuration again, or to open its log anew.
constexpr bool is_stop(int signal) {
  return signal == SIGINT || signal == SIGTERM || signal == SIGQUIT;
}

/// Keeps the signals waiting for a thread that takes them: the one that calls this does not, nor do those that it
/// starts from now on. So none comes while nobody can answer yet, or can any more.
void hold_back_signals();

/// Lets the calling thread take them.
void let_signals_come();

} // namespace loadex
