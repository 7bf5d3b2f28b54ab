#pragma once

#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#include <cstddef>

/// Calls of the kernel that each request makes, as they are: those of the C library prepare each time for a thread that
/// is cancelled within, which no thread of ours is, and spend as many instructions on that as on the call. Errors are
/// in errno.
namespace loadex::net::io::system_calls {

inline ssize_t receive(int from, void* into, std::size_t size) noexcept {
  return ::syscall(SYS_recvfrom, from, into, size, 0, nullptr, nullptr);
}

inline ssize_t send(int to, const void* data, std::size_t size) noexcept {
  return ::syscall(SYS_sendto, to, data, size, MSG_NOSIGNAL, nullptr, 0);
}

inline ssize_t send(int to, const msghdr& data) noexcept {
  return ::syscall(SYS_sendmsg, to, &data, MSG_NOSIGNAL);
}

inline int wait(int set, epoll_event* events, int most, int milliseconds) noexcept {
  return static_cast<int>(::syscall(SYS_epoll_pwait, set, events, most, milliseconds, nullptr, 0));
}

} // namespace loadex::net::io::system_calls
