#include "apps/backend/server.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/system/error_code.hpp>

#include <string_view>

namespace loadex::backend {

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;
using executor = asio::io_context::executor_type;
using timer =
    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, executor>;

constexpr asio::as_tuple_t<asio::use_awaitable_t<executor>> as_result;

tcp::acceptor listen(asio::io_context& io, const tcp::endpoint& endpoint) {
  tcp::acceptor acceptor{io, endpoint.protocol()};
  acceptor.set_option(tcp::acceptor::reuse_address{true});
  if (endpoint.protocol() == tcp::v6())
    acceptor.set_option(asio::ip::v6_only{false});
  acceptor.bind(endpoint);
  acceptor.listen();
  return acceptor;
}

/// One socket for both families, or IPv4 alone on a machine without IPv6.
tcp::acceptor listen_everywhere(asio::io_context& io, std::uint16_t port) {
  try {
    return listen(io, {tcp::v6(), port});
  } catch (const boost::system::system_error& e) {
    const bool no_ipv6 = e.code() == boost::system::errc::address_family_not_supported ||
                         e.code() == boost::system::errc::address_not_available;
    if (!no_ipv6)
      throw;
    return listen(io, {tcp::v4(), port});
  }
}

/// Whether the peer is to blame for sending what is not HTTP, rather than the network.
bool is_malformed(const error_code& error) {
  return error.category() == http::make_error_code(http::error::bad_method).category();
}

/// Reads until `request` is whole. Bytes beyond it stay in `buffer`: the next request.
template <class Socket>
asio::awaitable<error_code, executor> read(Socket& socket, boost::beast::flat_buffer& buffer, request_parser& request) {
  constexpr std::size_t read_size = 16 * 1024;
  bool told_to_continue = false;
  while (!request.is_done()) {
    if (buffer.size() > 0) {
      error_code error;
      buffer.consume(request.put(buffer.data(), error));
      if (!error)
        continue;
      if (error != http::error::need_more)
        co_return error;
    }
    if (request.is_header_done() && request.expects_continue() && !told_to_continue) {
      told_to_continue = true;
      constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
      if (auto [error, sent] = co_await asio::async_write(socket, asio::buffer(go_on), as_result); error)
        co_return error;
    }
    auto [error, received] = co_await socket.async_read_some(buffer.prepare(read_size), as_result);
    if (error)
      co_return error;
    buffer.commit(received);
  }
  co_return error_code{};
}

} // namespace

server::server(asio::io_context& io, const options& chosen)
    : io_{io}
    , acceptor_{listen_everywhere(io, chosen.port)}
    , responder_{chosen, port()}
    , delay_{chosen.delay} {}

std::uint16_t server::port() const {
  return acceptor_.local_endpoint().port();
}

void server::start() {
  asio::co_spawn(io_.get_executor(), accept(), asio::detached);
}

server::task server::accept() {
  constexpr std::chrono::milliseconds pause{100}; // when out of descriptors
  for (;;) {
    tcp_socket socket{io_};
    if (auto [error] = co_await acceptor_.async_accept(socket, as_result); error) {
      co_await timer{io_, pause}.async_wait(as_result);
      continue;
    }
    asio::co_spawn(io_.get_executor(), serve(std::move(socket)), asio::detached);
  }
}

server::task server::serve(tcp_socket socket) {
  error_code ignored; // the peer may have gone already
  socket.set_option(tcp::no_delay{true}, ignored);
  boost::beast::flat_buffer buffer;
  for (bool keep_alive = true; keep_alive;) {
    request_parser request;
    if (const auto error = co_await read(socket, buffer, request); error) {
      if (is_malformed(error))
        co_await asio::async_write(socket, responder_.bad_request()->closing(), as_result);
      co_return;
    }
    if (delay_.count() > 0 && !responder::is_health(request))
      co_await timer{io_, delay_}.async_wait(as_result);
    const auto response = responder_.answer(request);
    if (auto [error, sent] = co_await asio::async_write(socket, response->to(request), as_result); error)
      co_return;
    keep_alive = request.keep_alive();
  }
  socket.shutdown(tcp::socket::shutdown_send, ignored);
}

} // namespace loadex::backend
