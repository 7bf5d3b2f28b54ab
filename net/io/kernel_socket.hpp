#pragma once

#include "base/descriptor.hpp"
#include "net/io/socket.hpp"

#include <utility>

namespace loadex::net::io {

/// A connected socket, of TCP or of the file system.
class kernel_socket : public socket {
public:
  error_code take_error() noexcept final;
  std::size_t unread() const noexcept final;
  peer_fate look_behind() const noexcept final;
  bool takes_pipes() const noexcept final { return true; }

protected:
  kernel_socket(engine& of, base::descriptor connected, engine::watcher& by)
      : socket(of, by)
      , socket_(std::move(connected)) {}

  int descriptor() const noexcept { return socket_.get(); }

  /// It is closed then, as far as we are concerned.
  base::descriptor take_descriptor() noexcept {
    is_open_ = false;
    return std::move(socket_);
  }

  /// By a system call of their own.
  io_result receive_now(asio::mutable_buffer into) noexcept final;
  io_result fill_now(pipe& into, std::size_t most) noexcept final;
  io_result send_now(std::span<const asio::const_buffer> data) noexcept;
  io_result drain_now(pipe& from) noexcept;

  static void reset_at_close(int descriptor) noexcept;

  bool has_ended_ = false; // the peer has: the end is behind what can be received

private:
  base::descriptor socket_;
};

} // namespace loadex::net::io
