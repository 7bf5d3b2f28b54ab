#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/error_code.hpp>

#include <chrono>

/// The I/O types of the data plane. Executors are concrete: a type-erased one costs an indirect call per operation.
namespace loadex::net {

namespace asio = boost::asio;
using boost::system::error_code;
using steady_clock = std::chrono::steady_clock;

using executor = asio::io_context::executor_type;
using tcp_socket = asio::basic_stream_socket<asio::ip::tcp, executor>;
using tcp_acceptor = asio::basic_socket_acceptor<asio::ip::tcp, executor>;
using tcp_endpoint = asio::ip::tcp::endpoint;
using timer = asio::basic_waitable_timer<steady_clock, asio::wait_traits<steady_clock>, executor>;

template <class T = void>
using awaitable = asio::awaitable<T, executor>;

/// Completion token: `auto [error, n] = co_await socket.async_read_some(buffer, use);`
inline constexpr auto use = asio::as_tuple(asio::deferred);

/// What an operation on a stream gave.
struct io_result {
  error_code error;
  std::size_t bytes = 0;
};

} // namespace loadex::net
