#include "net/io/socket.hpp"

#include <boost/asio/error.hpp>

#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <new>
#include <utility>

namespace loadex::net::io {

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
  note_taken(n);
  return n;
}

void socket::note_taken(std::size_t bytes) noexcept {
  begin_ += bytes;
  if (begin_ == end_)
    block_ = {};
}

io_result socket::receive(asio::mutable_buffer into) {
  const auto taken = take(into);
  if (taken > 0 && (!may_have_more_ || taken == into.size()))
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

/// They have been copied once already: into the pipe, there is no other way.
std::size_t socket::take(pipe& into, std::size_t most) noexcept {
  if (fetched() == 0)
    return 0;
  const auto n = ::write(into.in(), block_.get() + begin_, std::min(most, fetched()));
  if (n <= 0)
    return 0;
  const auto bytes = static_cast<std::size_t>(n);
  into.put(bytes);
  note_taken(bytes);
  return bytes;
}

io_result socket::fill(pipe& into, std::size_t most) {
  if (fetched() > 0)
    return {{}, take(into, most)};
  if (ended_ || !may_receive())
    return {ended_ ? ended_ : asio::error::would_block, 0};
  return fill_now(into, most);
}

io_result socket::drain(pipe& /*from*/) {
  return {asio::error::operation_not_supported, 0};
}

io_result socket::fill_now(pipe& /*into*/, std::size_t /*most*/) {
  return {asio::error::operation_not_supported, 0};
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
