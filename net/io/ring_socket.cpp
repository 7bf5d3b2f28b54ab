#include "net/io/ring_socket.hpp"

#include "net/io/system_calls.hpp"

#include <boost/asio/error.hpp>

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace loadex::net::io {

namespace {

constexpr std::size_t most_taken_over = 4 * 1024; // bytes; for more a call of its own costs less than the copy
static_assert(most_taken_over <= block_size);

error_code error_of(int result) {
  return {-result, asio::error::get_system_category()};
}

} // namespace

ring_socket::ring_socket(engine& of, ring& by, base::descriptor connected, engine::watcher& who, bool connecting)
    : kernel_socket(of, std::move(connected), who)
    , by_(by) {
  by_.add(*this);
  if (connecting)
    ring_socket::ask_for_room();
}

/// Many a connection carries one message, which costs least if it is received as soon as it is there.
void ring_socket::ask_for_bytes() {
  if (may_receive())
    return ask_for_turn();
  if (std::exchange(has_waited_, true) && by_.calls_are_cheap())
    return ask_for_arrival();
  if (receives_)
    return;
  receives_ = this;
  by_.receive(descriptor(), *this);
}

void ring_socket::ask_for_arrival() {
  if (may_receive())
    return ask_for_turn();
  if (receives_)
    return;
  waits_for_arrival_ = true;
  if (hears_)
    return;
  hears_ = this;
  by_.hear_of_arrivals(descriptor(), *this);
}

void ring_socket::arrived(int events, bool last) {
  const socket_ptr self = hears_;
  if (last)
    hears_ = nullptr;
  if (!is_open())
    return;
  if (events > 0 && (events & (POLLRDHUP | POLLHUP | POLLERR)) != 0)
    has_ended_ = true;
  if (receives_) // that, too: it had arrived before
    return;
  may_have_more_ = true;
  if (std::exchange(waits_for_arrival_, false))
    tell(false);
}

void ring_socket::completed(ring::operation what, int result, block with) {
  switch (what) {
  case ring::operation::receive: {
    const auto self = std::exchange(receives_, nullptr);
    return received(result, std::move(with));
  }
  case ring::operation::room: {
    const auto self = std::exchange(awaits_room_, nullptr);
    if (out_size_ > 0)
      return go_on_sending();
    tells_of_room_ = false;
    if (is_open())
      tell(true);
    return;
  }
  case ring::operation::send:     // sent() is told of it
  case ring::operation::arrivals: // and arrived() of these
    return;
  }
}

void ring_socket::received(int result, block into) {
  if (!is_open())
    return;
  if (result > 0) {
    put(std::move(into), static_cast<std::size_t>(result));
    may_have_more_ = static_cast<std::size_t>(result) == block_size || has_ended_;
  } else if (result == 0) {
    ended_ = asio::error::eof;
  } else if (result == -ENOBUFS || result == -EAGAIN || result == -EINTR) {
    may_have_more_ = true;
  } else {
    ended_ = error_of(result);
  }
  tell(false);
}

io_result ring_socket::send(std::span<const asio::const_buffer> data) {
  if (!is_open())
    return {asio::error::bad_descriptor, 0};
  if (send_error_)
    return {send_error_, 0};
  const auto size = asio::buffer_size(data);
  if (size == 0)
    return {};
  if (out_size_ > 0 && awaits_room_)
    return {asio::error::would_block, 0};
  if (out_size_ + size <= most_taken_over) {
    if (!out_)
      out_ = engine_.take_block();
    asio::buffer_copy(asio::buffer(out_.get() + out_size_, size), data);
    out_size_ += size;
    by_.enlist(*this);
    if (by_.has_little_to_do())
      send_taken_over();
    return {{}, size};
  }
  return send_behind_taken_over(data);
}

io_result ring_socket::drain(pipe& from) {
  if (!is_open())
    return {asio::error::bad_descriptor, 0};
  send_taken_over();
  if (send_error_)
    return {send_error_, 0};
  if (out_size_ > 0)
    return {asio::error::would_block, 0};
  return drain_now(from);
}

io_result ring_socket::send_at_once(std::span<const asio::const_buffer> data) {
  if (!is_open() || send_error_)
    return send(data);
  return send_behind_taken_over(data);
}

/// By one call for both.
io_result ring_socket::send_behind_taken_over(std::span<const asio::const_buffer> data) {
  if (out_size_ == 0)
    return send_now(data);
  std::array<asio::const_buffer, most_parts> all{asio::buffer(out_.get(), out_size_)};
  const auto count = std::min(data.size(), most_parts - 1);
  std::copy_n(data.begin(), count, all.begin() + 1);
  const auto sent = send_now(std::span(all).first(count + 1));
  const auto of_them = sent.bytes - std::min(sent.bytes, out_size_);
  drop_sent(sent.bytes - of_them);
  return {of_them > 0 ? error_code() : sent.error ? sent.error : asio::error::would_block, of_them};
}

void ring_socket::prepare() {
  if (awaits_room_)
    return;
  if (out_size_ > 0)
    by_.send(descriptor(), {out_.get(), out_size_}, *this, tells_of_room_ || finishes_);
  else
    all_is_sent(); // with what came after it
}

void ring_socket::sent(int result) {
  note_sent(result);
  if (out_size_ > 0)
    await_room();
  else
    all_is_sent();
}

void ring_socket::note_sent(int result) {
  if (result < 0 && result != -EAGAIN && result != -EINTR)
    send_error_ = error_of(result);
  drop_sent(send_error_ ? out_size_ : static_cast<std::size_t>(std::max(result, 0)));
}

void ring_socket::all_is_sent() {
  if (!is_open())
    return;
  if (finishes_)
    ::shutdown(descriptor(), SHUT_WR);
  if (tells_of_room_)
    await_room(); // not at once: whoever is told may end another whose bytes are on their way
}

/// There is room for what had been taken over.
void ring_socket::go_on_sending() {
  send_taken_over();
  const bool is_whole = out_size_ == 0 && !send_error_;
  if (broken_off_)
    drop_sent(out_size_);
  if (out_size_ > 0)
    return await_room();
  if (closing_)
    return end_farewell(is_whole);
  all_is_sent();
}

void ring_socket::drop_sent(std::size_t bytes) noexcept {
  out_size_ -= bytes;
  if (out_size_ == 0)
    out_ = {};
  else if (bytes > 0)
    std::memmove(out_.get(), out_.get() + bytes, out_size_);
}

/// At once, as far as there is room.
void ring_socket::send_taken_over() noexcept {
  if (out_size_ == 0)
    return;
  const auto n = system_calls::send(is_open() ? descriptor() : closing_.get(), out_.get(), out_size_);
  note_sent(n < 0 ? -errno : static_cast<int>(n));
}

void ring_socket::ask_for_room() {
  if (!is_open())
    return;
  tells_of_room_ = true;
  if (out_size_ == 0)
    await_room();
}

void ring_socket::await_room() {
  if (awaits_room_)
    return;
  awaits_room_ = this;
  by_.wait_for_room(is_open() ? descriptor() : closing_.get(), *this);
}

void ring_socket::close() noexcept {
  if (!is_open())
    return;
  send_taken_over();
  if (out_size_ == 0)
    return by_.close(let_go());
  stop_receiving();
  closing_ = take_descriptor();
  await_room();
  by_.say_farewell(*this);
}

void ring_socket::break_off() noexcept {
  static_cast<ring::of_leaving&>(*this).unlink();
  broken_off_ = true;
  by_.cancel(ring::operation::room, *this);
}

/// Who has not been told all must not take it for whole.
void ring_socket::end_farewell(bool is_whole) noexcept {
  if (auto& leaving = static_cast<ring::of_leaving&>(*this); leaving.is_linked())
    leaving.unlink();
  if (!is_whole)
    reset_at_close(closing_.get());
  closing_ = {}; // nothing more has been asked for by its number
}

void ring_socket::reset() noexcept {
  if (!is_open())
    return;
  send_taken_over();
  drop_sent(out_size_);
  reset_at_close(descriptor());
  by_.close(let_go());
}

/// The kernel has it, too, for as long as it does something for it.
base::descriptor ring_socket::let_go() noexcept {
  stop_receiving();
  if (awaits_room_)
    by_.cancel(ring::operation::room, *this);
  return take_descriptor();
}

void ring_socket::stop_receiving() noexcept {
  if (receives_)
    by_.cancel(ring::operation::receive, *this);
  if (hears_)
    by_.cancel(ring::operation::arrivals, *this);
}

void ring_socket::shutdown_send() noexcept {
  if (!is_open())
    return;
  send_taken_over();
  if (out_size_ > 0)
    finishes_ = true;
  else
    ::shutdown(descriptor(), SHUT_WR);
}

void ring_socket::leave_ring() noexcept {
  close();
  drop_fetched();
}

} // namespace loadex::net::io
