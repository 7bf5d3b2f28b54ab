#pragma once

#include "base/descriptor.hpp"

#include <sys/socket.h>
#include <sys/types.h>
#include <sys/un.h>

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace loadex::base {

/// Where a socket of this machine is: a path, or `@` and an abstract name. What is longer than the system takes is cut
/// off, and nobody is there.
class unix_address {
public:
  explicit unix_address(std::string_view name) noexcept;

  /// As bind(2), with errno if that fails.
  bool bind(int socket) const noexcept { return ::bind(socket, data(), size_) == 0; }
  /// As connect(2), with errno if that fails.
  bool connect(int socket) const noexcept { return ::connect(socket, data(), size_) == 0; }

  const sockaddr* data() const noexcept { return reinterpret_cast<const sockaddr*>(&at_); }
  socklen_t size() const noexcept { return size_; }

private:
  sockaddr_un at_{};
  socklen_t size_;
};

struct unix_peer {
  uid_t user = static_cast<uid_t>(-1);
  pid_t process = 0;
};

/// Who is at the other end, as the kernel knows.
unix_peer peer_of(int socket) noexcept;

/// How many open files Linux lets go with one message (SCM_MAX_FD).
inline constexpr std::size_t most_passed = 253;

/// Sends one message, with copies of at most `most_passed` open files, without blocking; `to`: where, if the socket is
/// not connected. Returns the number of the error, 0 if there is none.
int send_message(int socket, std::string_view text, std::span<const int> with,
                 const unix_address* to = nullptr) noexcept;

/// What has come by receive_message().
struct received {
  std::size_t size = 0; // of the text; 0: nothing has come, or nothing will any more
  bool is_whole = true; // false: it was longer, or more files went with it, than there was room for
  std::vector<descriptor> with{};
};

/// The next message, its text in `into`, without blocking.
received receive_message(int socket, std::span<char> into);

} // namespace loadex::base
