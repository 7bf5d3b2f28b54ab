#include "net/io/kernel_socket.hpp"

#include "net/io/system_calls.hpp"

#include <boost/asio/error.hpp>

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace loadex::net::io {

namespace {

error_code latest_error() {
  if (errno == EAGAIN)
    return asio::error::would_block;
  return {errno, asio::error::get_system_category()};
}

ssize_t send_parts(int to, std::span<const asio::const_buffer> data) noexcept {
  std::array<iovec, socket::most_parts> parts;
  for (std::size_t i = 0; i < data.size(); ++i)
    parts[i] = {const_cast<void*>(data[i].data()), data[i].size()};
  msghdr all{};
  all.msg_iov = parts.data();
  all.msg_iovlen = data.size();
  return system_calls::send(to, all);
}

/// Bytes of a socket into a pipe, or out of one.
ssize_t pass(int from, int to, std::size_t most) noexcept {
  ssize_t n = 0;
  do
    n = ::splice(from, nullptr, to, nullptr, most, SPLICE_F_NONBLOCK | SPLICE_F_MOVE);
  while (n < 0 && errno == EINTR);
  return n;
}

} // namespace

io_result kernel_socket::receive_now(asio::mutable_buffer into) noexcept {
  if (!is_open())
    return {asio::error::bad_descriptor, 0};
  ssize_t n = 0;
  do
    n = system_calls::receive(descriptor(), into.data(), into.size());
  while (n < 0 && errno == EINTR);
  if (n < 0) {
    may_have_more_ = errno != EAGAIN;
    return {latest_error(), 0};
  }
  if (n == 0)
    return {into.size() > 0 ? error_code(asio::error::eof) : error_code(), 0};
  const auto bytes = static_cast<std::size_t>(n);
  may_have_more_ = bytes == into.size() || has_ended_; // with less than asked for nothing is left: what comes is told
  return {{}, bytes};
}

io_result kernel_socket::send_now(std::span<const asio::const_buffer> data) noexcept {
  if (!is_open())
    return {asio::error::bad_descriptor, 0};
  ssize_t n = 0;
  do
    n = data.size() == 1 ? system_calls::send(descriptor(), data.front().data(), data.front().size())
                         : send_parts(descriptor(), data.first(std::min(data.size(), most_parts)));
  while (n < 0 && errno == EINTR);
  if (n < 0)
    return {latest_error(), 0};
  return {{}, static_cast<std::size_t>(n)};
}

io_result kernel_socket::fill_now(pipe& into, std::size_t most) noexcept {
  if (!is_open())
    return {asio::error::bad_descriptor, 0};
  const auto n = pass(descriptor(), into.in(), most);
  if (n < 0) {
    may_have_more_ = errno != EAGAIN;
    return {latest_error(), 0};
  }
  if (n == 0)
    return {asio::error::eof, 0};
  may_have_more_ = true; // that it was less than asked for may be for want of room
  into.put(static_cast<std::size_t>(n));
  return {{}, static_cast<std::size_t>(n)};
}

io_result kernel_socket::drain_now(pipe& from) noexcept {
  if (!is_open())
    return {asio::error::bad_descriptor, 0};
  const auto n = pass(from.out(), descriptor(), from.held());
  if (n < 0)
    return {latest_error(), 0};
  from.took(static_cast<std::size_t>(n));
  return {{}, static_cast<std::size_t>(n)};
}

error_code kernel_socket::take_error() noexcept {
  int error = 0;
  socklen_t size = sizeof error;
  if (is_open())
    ::getsockopt(descriptor(), SOL_SOCKET, SO_ERROR, &error, &size);
  return {error, asio::error::get_system_category()};
}

std::size_t kernel_socket::unread() const noexcept {
  int bytes = 0;
  return fetched() + (is_open() && ::ioctl(descriptor(), FIONREAD, &bytes) == 0 ? static_cast<std::size_t>(bytes) : 0);
}

peer_fate kernel_socket::look_behind() const noexcept {
  pollfd state{descriptor(), POLLRDHUP, 0};
  if (::poll(&state, 1, 0) <= 0)
    return {};
  return {(state.revents & POLLRDHUP) != 0, (state.revents & POLLERR) != 0};
}

void kernel_socket::reset_at_close(int descriptor) noexcept {
  const linger at_once{1, 0};
  ::setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

} // namespace loadex::net::io
