#include "net/io/socket.hpp"

#include <boost/asio/error.hpp>

#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <new>
#include <utility>

namespace loadex::net::io {

namespace {

error_code latest_error() {
  if (errno == EAGAIN)
    return asio::error::would_block;
  return {errno, asio::error::get_system_category()};
}

} // namespace

io_result socket::fetch() {
  if (fetched() > 0)
    return {{}, fetched()};
  if (ended_ || !may_receive())
    return {ended_ ? ended_ : asio::error::would_block, 0};
  block into;
  try {
    into = engine_.take_block();
  } catch (const std::bad_alloc&) {
    return {asio::error::no_memory, 0};
  }
  const auto got = receive_now(asio::buffer(into.get(), block_size));
  if (got.bytes > 0)
    put(std::move(into), got.bytes);
  return got;
}

void socket::put(block with, std::size_t bytes) noexcept {
  block_ = std::move(with);
  begin_ = 0;
  end_ = bytes;
}

std::size_t socket::take(asio::mutable_buffer into) noexcept {
  const auto n = std::min(into.size(), fetched());
  if (n == 0)
    return 0;
  std::memcpy(into.data(), block_.get() + begin_, n);
  begin_ += n;
  if (begin_ == end_)
    block_ = {};
  return n;
}

io_result socket::receive(asio::mutable_buffer into) {
  const auto taken = take(into);
  if (taken > 0 && (!kernel_may_have_ || taken == into.size()))
    return {{}, taken};
  if (ended_ || !may_receive())
    return {ended_ ? ended_ : asio::error::would_block, 0};
  const auto got = receive_now(into + taken);
  if (taken == 0)
    return got;
  if (got.bytes == 0 && got.error != asio::error::would_block)
    ended_ = got.error;
  return {{}, taken + got.bytes};
}

io_result socket::receive_now(asio::mutable_buffer into) noexcept {
  if (!is_open())
    return {asio::error::bad_descriptor, 0};
  ssize_t n = 0;
  do
    n = ::recv(descriptor(), into.data(), into.size(), 0);
  while (n < 0 && errno == EINTR);
  if (n < 0) {
    kernel_may_have_ = errno != EAGAIN;
    return {latest_error(), 0};
  }
  if (n == 0)
    return {into.size() > 0 ? error_code(asio::error::eof) : error_code(), 0};
  const auto bytes = static_cast<std::size_t>(n);
  kernel_may_have_ = bytes == into.size() || has_ended_; // with less than asked for nothing is left: what comes is told
  return {{}, bytes};
}

io_result socket::send_now(std::span<const asio::const_buffer> data) noexcept {
  if (!is_open())
    return {asio::error::bad_descriptor, 0};
  std::array<iovec, most_parts> parts;
  const auto count = std::min(data.size(), most_parts);
  for (std::size_t i = 0; i < count; ++i)
    parts[i] = {const_cast<void*>(data[i].data()), data[i].size()};
  msghdr all{};
  all.msg_iov = parts.data();
  all.msg_iovlen = count;
  ssize_t n = 0;
  do
    n = ::sendmsg(descriptor(), &all, MSG_NOSIGNAL);
  while (n < 0 && errno == EINTR);
  if (n < 0)
    return {latest_error(), 0};
  return {{}, static_cast<std::size_t>(n)};
}

error_code socket::take_error() noexcept {
  int error = 0;
  socklen_t size = sizeof error;
  if (is_open())
    ::getsockopt(descriptor(), SOL_SOCKET, SO_ERROR, &error, &size);
  return {error, asio::error::get_system_category()};
}

std::size_t socket::unread() const noexcept {
  int bytes = 0;
  return fetched() + (is_open() && ::ioctl(descriptor(), FIONREAD, &bytes) == 0 ? static_cast<std::size_t>(bytes) : 0);
}

peer_fate socket::look_behind() const noexcept {
  pollfd state{descriptor(), POLLRDHUP, 0};
  if (::poll(&state, 1, 0) <= 0)
    return {};
  return {(state.revents & POLLRDHUP) != 0, (state.revents & POLLERR) != 0};
}

void socket::reset_at_close(int descriptor) noexcept {
  const linger at_once{1, 0};
  ::setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

void socket::tell(bool room) {
  if (watcher_ != nullptr)
    watcher_->ready(room);
}

void socket::leave() noexcept {
  watcher_ = nullptr;
  unlink();
  close();
}

void socket::abandon() noexcept {
  close();
  if (watcher_ != nullptr)
    watcher_->abandon();
}

} // namespace loadex::net::io
