#include "net/io/polled_socket.hpp"

#include <boost/asio/error.hpp>

#include <poll.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

namespace loadex::net::io {

namespace {

error_code latest_error() {
  if (errno == EAGAIN)
    return asio::error::would_block;
  return {errno, asio::error::get_system_category()};
}

} // namespace

polled_socket::polled_socket(const executor& on, base::descriptor socket, engine::watcher& by, bool connecting)
    : engine_(engine::of(on))
    , watcher_(by)
    , socket_(std::move(socket))
    , key_(engine_.add(socket_.get(), watcher_, connecting))
    , room_is_told_(connecting) {}

void polled_socket::note(std::uint32_t events) noexcept {
  if ((events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0)
    may_receive_ = true;
  if ((events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0)
    has_ended_ = true;
}

io_result polled_socket::receive(asio::mutable_buffer into) noexcept {
  if (!is_open())
    return {asio::error::bad_descriptor, 0};
  ssize_t n = 0;
  do
    n = ::recv(socket_.get(), into.data(), into.size(), 0);
  while (n < 0 && errno == EINTR);
  if (n < 0) {
    may_receive_ = errno != EAGAIN;
    return {latest_error(), 0};
  }
  if (n == 0)
    return {into.size() > 0 ? error_code(asio::error::eof) : error_code(), 0};
  const auto bytes = static_cast<std::size_t>(n);
  may_receive_ = bytes == into.size() || has_ended_; // with less than asked for nothing is left: what comes is told
  return {{}, bytes};
}

io_result polled_socket::send(std::span<const asio::const_buffer> data) noexcept {
  if (!is_open())
    return {asio::error::bad_descriptor, 0};
  constexpr std::size_t most = 8;
  std::array<iovec, most> parts;
  const auto count = std::min(data.size(), most);
  for (std::size_t i = 0; i < count; ++i)
    parts[i] = {const_cast<void*>(data[i].data()), data[i].size()};
  msghdr all{};
  all.msg_iov = parts.data();
  all.msg_iovlen = count;
  ssize_t n = 0;
  do
    n = ::sendmsg(socket_.get(), &all, MSG_NOSIGNAL);
  while (n < 0 && errno == EINTR);
  if (n < 0)
    return {latest_error(), 0};
  return {{}, static_cast<std::size_t>(n)};
}

void polled_socket::ask_for_room() noexcept {
  if (is_open() && !std::exchange(room_is_told_, true))
    engine_.ask_for_room(socket_.get(), key_);
}

error_code polled_socket::take_error() noexcept {
  int error = 0;
  socklen_t size = sizeof error;
  if (is_open())
    ::getsockopt(socket_.get(), SOL_SOCKET, SO_ERROR, &error, &size);
  return {error, asio::error::get_system_category()};
}

std::size_t polled_socket::unread() const noexcept {
  int bytes = 0;
  return is_open() && ::ioctl(socket_.get(), FIONREAD, &bytes) == 0 ? static_cast<std::size_t>(bytes) : 0;
}

peer_fate polled_socket::look_behind() const noexcept {
  pollfd state{socket_.get(), POLLRDHUP, 0};
  if (::poll(&state, 1, 0) <= 0)
    return {};
  return {(state.revents & POLLRDHUP) != 0, (state.revents & POLLERR) != 0};
}

void polled_socket::close() noexcept {
  if (!is_open())
    return;
  engine_.remove(key_);
  may_receive_ = true;
  socket_ = base::descriptor();
}

void polled_socket::reset() noexcept {
  const linger at_once{1, 0};
  if (is_open())
    ::setsockopt(socket_.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close();
}

void polled_socket::shutdown_send() noexcept {
  if (is_open())
    ::shutdown(socket_.get(), SHUT_WR);
}

} // namespace loadex::net::io
