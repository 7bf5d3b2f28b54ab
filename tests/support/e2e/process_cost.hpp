#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>

namespace loadex::tests::e2e {

/// Resident memory of a process, in bytes.
std::size_t resident_bytes(pid_t process);

/// Threads of a process.
std::size_t threads_of(pid_t process);

/// CPU time that all threads of a process have used.
std::chrono::nanoseconds cpu_time(pid_t process);

} // namespace loadex::tests::e2e
