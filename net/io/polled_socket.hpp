#pragma once

#include "base/descriptor.hpp"
#include "net/io/engine.hpp"
#include "net/io/types.hpp"

#include <boost/asio/buffer.hpp>

#include <cstddef>
#include <span>

namespace loadex::net::io {

/// What has become of the peer, where no read notices.
struct peer_fate {
  bool finished = false; // it sends no more
  bool reset = false;
};

/// A connected socket of bytes, of TCP or of the file system, and what is known of it without asking: whether there may
/// be something to receive. Never blocks.
class polled_socket {
public:
  /// `socket`: one that does not block. `connecting`: it has room as soon as it is connected, or cannot be.
  /// @throws std::system_error if the kernel has no memory for it
  polled_socket(const executor& on, base::descriptor socket, engine::watcher& by, bool connecting);
  ~polled_socket() { close(); }

  /// Takes note of what the engine has told.
  void note(std::uint32_t events) noexcept;

  /// False: receive() would find nothing. Of a socket that is closed it finds an error.
  bool may_receive() const noexcept { return may_receive_; }

  /// What is there, at most as much as there is room for. Error `would_block` if nothing is, `eof` at the end.
  io_result receive(asio::mutable_buffer into) noexcept;

  /// Sends what there is room for. Error `would_block` if there is none.
  io_result send(std::span<const asio::const_buffer> data) noexcept;

  /// Has the engine tell once there is room, behind a send() that has not found enough.
  void ask_for_room() noexcept;

  /// Why it could not be connected, or was broken; nothing if neither. Once.
  error_code take_error() noexcept;

  /// Has the engine give its watcher a turn.
  void ask_for_turn() { engine_.soon(watcher_); }

  /// Bytes that can be received. One system call.
  std::size_t unread() const noexcept;

  /// One system call.
  peer_fate look_behind() const noexcept;

  void close() noexcept;

  /// Closes so that the peer sees a reset.
  void reset() noexcept;

  /// Tells the peer that nothing more will be sent.
  void shutdown_send() noexcept;

  bool is_open() const noexcept { return static_cast<bool>(socket_); }

private:
  engine& engine_;
  engine::watcher& watcher_;
  base::descriptor socket_;
  const engine::key key_;
  bool may_receive_ = false;
  bool has_ended_ = false; // the peer has: the end is behind what can be received
  bool room_is_told_;
};

} // namespace loadex::net::io
