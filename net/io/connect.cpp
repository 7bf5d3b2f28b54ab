#include "net/io/connect.hpp"

#include "net/io/deadline.hpp"

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

} // namespace

void connect_canceller::cancel() {
  cancelled_ = true;
  error_code ignored;
  if (socket_ != nullptr)
    socket_->close(ignored);
}

awaitable<connected> connect(executor on, std::vector<tcp_endpoint> endpoints, std::size_t first,
                             steady_clock::time_point until, std::size_t ahead_size, connect_canceller& canceller) {
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
    tcp_socket socket(on);
    error_code error;
    socket.open(endpoints[at].protocol(), error);
    if (!error) {
      deadline.guard(now + share, [&socket] {
        error_code ignored;
        socket.close(ignored);
      });
      canceller.socket_ = &socket;
      std::tie(error) = co_await socket.async_connect(endpoints[at], use);
      canceller.socket_ = nullptr;
      deadline.rest();
    }
    if (!error) {
      error_code ignored;
      socket.set_option(asio::ip::tcp::no_delay(true), ignored);
      result.stream = stream::over(std::move(socket), ahead_size);
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
