#include "net/io/connect.hpp"

#include "net/io/deadline.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace loadex::net::io {

namespace {

using base::reason;

reason reason_of(const error_code& error) {
  namespace e = asio::error;
  if (error == e::connection_refused || error == e::connection_reset)
    return reason::connect_refused;
  if (error == e::timed_out)
    return reason::connect_timeout;
  if (error == e::no_descriptors || error == boost::system::errc::too_many_files_open_in_system ||
      error == e::address_in_use || error == boost::system::errc::address_not_available ||
      error == e::no_buffer_space || error == e::no_memory)
    return reason::no_descriptors; // our own want: no fault of the backend
  return reason::connect_failed;
}

struct begun {
  error_code error;
  stream_ptr stream{};
};

/// A stream that connects.
begun begin_to_connect(const executor& on, const tcp_endpoint& to) {
  base::descriptor socket(::socket(to.protocol().family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  const int yes = 1;
  if (socket)
    ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  if (!socket || (::connect(socket.get(), to.data(), static_cast<socklen_t>(to.size())) != 0 && errno != EINPROGRESS))
    return {{errno, asio::error::get_system_category()}};
  try {
    return {{}, stream::over_connecting(on, std::move(socket))};
  } catch (const std::system_error& e) {
    return {{e.code().value(), asio::error::get_system_category()}};
  }
}

} // namespace

void connect_canceller::cancel() {
  cancelled_ = true;
  if (stream_ != nullptr)
    stream_->close();
}

awaitable<connected> connect(executor on, std::vector<tcp_endpoint> endpoints, std::size_t first,
                             steady_clock::time_point until, connect_canceller& canceller) {
  connected result;
  result.why = reason::connect_timeout; // if there is no time left to try a single one
  result.detail = "no answer in time";
  io::deadline deadline(on);
  for (std::size_t i = 0; i < endpoints.size(); ++i) {
    const auto now = steady_clock::now();
    if (now >= until || canceller.cancelled_)
      break;
    // Each gets its share of what is left, so that one that does not answer does not hide the next.
    const auto share = (until - now) / static_cast<int>(endpoints.size() - i);
    const auto at = (first + i) % endpoints.size();
    auto [error, made] = begin_to_connect(on, endpoints[at]);
    if (!error) {
      deadline.guard(now + share, [connecting = made.get()] { connecting->close(); });
      canceller.stream_ = made.get();
      error = co_await made->connects();
      canceller.stream_ = nullptr;
      deadline.rest();
    }
    if (!error) {
      result.stream = std::move(made);
      result.endpoint = at;
      result.why = reason::none;
      result.detail.clear();
      co_return result;
    }
    result.why = deadline.expired() ? reason::connect_timeout : reason_of(error);
    result.detail = deadline.expired() ? "no answer in time" : error.message();
  }
  co_return result;
}

} // namespace loadex::net::io
