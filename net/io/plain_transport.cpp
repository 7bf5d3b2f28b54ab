#include "net/io/plain_transport.hpp"

#include <boost/asio/error.hpp>

#include <poll.h>
#include <sys/socket.h>

namespace loadex::net::io {

plain_transport::plain_transport(tcp_socket connected)
    : socket_(std::move(connected)) {
  error_code ignored;
  socket_.non_blocking(true, ignored); // for write_now()
}

io_result plain_transport::write_now(std::string_view data) {
  io_result sent;
  sent.bytes = socket_.write_some(asio::buffer(data), sent.error);
  if (sent.error == asio::error::would_block)
    sent.error = {};
  return sent;
}

std::size_t plain_transport::unread() const {
  error_code ignored;
  return socket_.available(ignored);
}

peer_fate plain_transport::look_behind() {
  pollfd state{socket_.native_handle(), POLLRDHUP, 0};
  if (::poll(&state, 1, 0) <= 0)
    return {};
  return {(state.revents & POLLRDHUP) != 0, (state.revents & POLLERR) != 0};
}

void plain_transport::cancel() {
  error_code ignored;
  socket_.cancel(ignored);
}

void plain_transport::close() {
  error_code ignored;
  socket_.close(ignored);
}

void plain_transport::reset() {
  error_code ignored;
  socket_.set_option(asio::socket_base::linger(true, 0), ignored);
  socket_.close(ignored);
}

void plain_transport::shutdown_send() {
  error_code ignored;
  socket_.shutdown(tcp_socket::shutdown_send, ignored);
}

} // namespace loadex::net::io
