#pragma once

#include "base/descriptor.hpp"
#include "base/unix_socket.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace loadex::handover {

/// What one process says to another: a text, and files that are open.
struct message {
  std::string text;
  std::vector<base::descriptor> with;
};

/// A connection between two processes of this machine, in the file system: messages stay apart and whole. Blocks; one
/// thread at a time, but for cut().
class channel {
public:
  using time = std::chrono::steady_clock::time_point;

  static constexpr std::size_t longest_text = 64 * 1024;

  /// Over a socket of type SOCK_SEQPACKET.
  explicit channel(base::descriptor connected)
      : socket_(std::move(connected)) {}

  /// To whoever listens at `path`; nothing if nobody does. @throws std::system_error if that cannot be found out
  static std::optional<channel> to(const std::string& path);

  /// Who is at the other end, as the kernel knows.
  base::unix_peer who() const noexcept { return base::peer_of(socket_.get()); }

  /// False: the other end is gone, or takes nothing for too long.
  bool send(std::string_view text, std::span<const int> with = {}) const;

  /// Likewise a text of any length, in a file of its own that goes with the message.
  bool send_long(std::string_view text) const;

  /// Nothing: it has ended, or `until` has passed.
  std::optional<message> receive(time until) const;

  /// Nothing comes any more, which ends receive(); something may still be sent. Any thread.
  void close_to_what_comes() const noexcept;

  /// Ends it, and every wait. Any thread.
  void cut() const noexcept;

private:
  base::descriptor socket_;
};

/// The text of a message that came by send_long(); nothing if it is none.
std::optional<std::string> long_text(const message& from);

/// Listens at `path`, where only this user may connect; takes the place of a socket that is there. Does not block.
/// @throws std::system_error
base::descriptor listen_at(const std::string& path);

} // namespace loadex::handover
