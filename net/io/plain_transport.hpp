#pragma once

#include "net/io/types.hpp"

#include <boost/asio/buffer.hpp>

#include <cstddef>
#include <string_view>
#include <utility>

namespace loadex::net::io {

/// What has become of the peer, where no read notices.
struct peer_fate {
  bool finished = false; // it sends no more
  bool reset = false;
};

/// Carries a stream's bytes as they are: over TCP, or over any other connected socket of bytes.
class plain_transport {
public:
  explicit plain_transport(tcp_socket connected);

  template <class Buffers, class Token>
  auto async_read_some(const Buffers& into, Token&& token) {
    return socket_.async_read_some(into, std::forward<Token>(token));
  }

  template <class Buffers, class Token>
  auto async_write_some(const Buffers& data, Token&& token) {
    return socket_.async_write_some(data, std::forward<Token>(token));
  }

  /// Sends what can be sent without waiting, which is no error if it is nothing.
  io_result write_now(std::string_view data);

  /// Bytes that can be read without waiting.
  std::size_t unread() const;

  peer_fate look_behind();

  void cancel();
  void close();

  /// Closes so that the peer sees a reset.
  void reset();

  /// Tells the peer that nothing more will be sent.
  void shutdown_send();

  bool is_open() const noexcept { return socket_.is_open(); }
  executor get_executor() { return socket_.get_executor(); }

private:
  tcp_socket socket_;
};

} // namespace loadex::net::io
