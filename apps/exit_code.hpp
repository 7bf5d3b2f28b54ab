#pragma once

namespace loadex {

/// How every program of ours ends. docs/reference/exit-codes.md says what each of them means by it.
enum exit_code : int {
  exit_ok = 0,
  exit_failed = 1,    // it was asked for something that did not work
  exit_usage = 2,     // it was asked wrongly: its command line or configuration
  exit_unhealthy = 3, // what it was asked about is not well
};

} // namespace loadex
