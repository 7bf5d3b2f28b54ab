#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <string_view>

namespace loadex::tests::e2e {

/// Resident memory of a process, in bytes.
std::size_t resident_bytes(pid_t process);

/// Threads of a process.
std::size_t threads_of(pid_t process);

/// Files that a process has open, of a kind: as in `pipe:` or `socket:`, or all.
std::size_t open_files(pid_t process, std::string_view kind = {});

/// CPU time that all threads of a process have used.
std::chrono::nanoseconds cpu_time(pid_t process);

} // namespace loadex::tests::e2e
