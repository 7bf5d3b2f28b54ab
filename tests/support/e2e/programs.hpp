#pragma once

namespace loadex::tests::e2e {

/// The programs under test, as the build has just made them.
inline constexpr auto loadbalancer_program = LOADBALANCER_PROGRAM;
inline constexpr auto loadex_program = LOADEX_PROGRAM;
inline constexpr auto backend_program = BACKEND_PROGRAM;

/// Runs another one that may have no io_uring.
inline constexpr auto without_io_uring_program = WITHOUT_IO_URING;

/// Whether they carry a sanitizer, which costs memory and time of its own.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool sanitized = true;
#else
inline constexpr bool sanitized = false;
#endif

} // namespace loadex::tests::e2e
