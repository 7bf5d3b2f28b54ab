#pragma once

#include "net/io/kernel_socket.hpp"
#include "net/io/poll_set.hpp"

namespace loadex::net::io {

/// One that a poll_set tells of, and that is read and written by system calls of its own.
class polled_socket final : public kernel_socket, poll_set::member {
public:
  /// `connecting`: it has room as soon as it is connected, or cannot be. @throws std::system_error if the kernel has no
  /// memory for it
  polled_socket(engine& of, poll_set& by, base::descriptor connected, engine::watcher& who, bool connecting);
  ~polled_socket() override { polled_socket::close(); }

  void ask_for_bytes() override;
  io_result send(std::span<const asio::const_buffer> data) override { return send_now(data); }
  io_result drain(pipe& from) override { return drain_now(from); }
  io_result send_at_once(std::span<const asio::const_buffer> data) override { return send_now(data); }
  void ask_for_room() override;
  void close() noexcept override;
  void reset() noexcept override;
  void shutdown_send() noexcept override;

private:
  void polled(std::uint32_t events) override;

  poll_set& by_;
  const poll_set::key key_;
  bool room_is_told_;
};

} // namespace loadex::net::io
