#pragma once

#include "apps/backend/responder.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <chrono>

namespace loadex::backend {

/// The demo server: HTTP/1.1 and 1.0 with keep-alive, on one thread.
class server {
public:
  /// Binds the port on every address of this machine. @throws boost::system::system_error if it cannot.
  server(boost::asio::io_context& io, const options& chosen);

  /// The port in use, also where any free one was asked for.
  std::uint16_t port() const;

  /// Begins to accept; the server must outlive the run of its io_context.
  void start();

private:
  using executor = boost::asio::io_context::executor_type;
  using tcp_socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, executor>;
  using task = boost::asio::awaitable<void, executor>;

  task accept();
  task serve(tcp_socket socket);

  boost::asio::io_context& io_;
  boost::asio::ip::tcp::acceptor acceptor_;
  responder responder_;
  std::chrono::milliseconds delay_;
};

} // namespace loadex::backend
