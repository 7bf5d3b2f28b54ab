#include "net/io/stream.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>

namespace loadex::net::io {

stream::stream(tcp_socket socket, std::size_t ahead_size)
    : socket_(std::move(socket))
    , ahead_size_(ahead_size)
    , ahead_buffer_(std::make_unique_for_overwrite<char[]>(ahead_size)) {
  error_code ignored;
  socket_.non_blocking(true, ignored); // for write_now()
}

void stream::read_ahead() {
  if (ahead_ != ahead::none)
    return;
  ahead_ = ahead::outstanding;
  ahead_error_ = {};
  ahead_answered_.reset();
  socket_.async_read_some(asio::buffer(ahead_buffer_.get(), ahead_size_),
                          [self = stream_ptr(this)](const error_code& error, std::size_t n) {
                            self->ahead_ = ahead::answered;
                            self->ahead_error_ = error;
                            self->ahead_begin_ = 0;
                            self->ahead_end_ = n;
                            if (!self->ahead_answered_.awaited() && self->on_idle_read_)
                              self->on_idle_read_();
                            self->ahead_answered_.set();
                          });
}

std::optional<io_result> stream::take(asio::mutable_buffer into) {
  if (ahead_ != ahead::answered)
    return std::nullopt;
  const auto n = std::min(into.size(), ahead_end_ - ahead_begin_);
  std::memcpy(into.data(), ahead_buffer_.get() + ahead_begin_, n);
  ahead_begin_ += n;
  if (ahead_begin_ < ahead_end_)
    return io_result{{}, n};
  if (n == 0 && ended())
    return io_result{ahead_error_, 0}; // and again for whoever asks next
  ahead_ = ahead::none;
  return io_result{n > 0 ? error_code() : std::exchange(ahead_error_, {}), n};
}

awaitable<io_result> stream::read(asio::mutable_buffer into) {
  if (ahead_ == ahead::outstanding)
    co_await ahead_answered_.happens();
  if (const auto taken = take(into))
    co_return *taken;
  const auto [error, n] = co_await socket_.async_read_some(into, use);
  co_return io_result{error, n};
}

io_result stream::write_now(std::string_view data) {
  io_result sent;
  sent.bytes = socket_.write_some(asio::buffer(data), sent.error);
  if (sent.error == asio::error::would_block)
    sent.error = {};
  return sent;
}

awaitable<io_result> stream::write(std::string_view data, const patience* within) {
  std::size_t written = 0;
  while (written < data.size()) {
    if (within != nullptr)
      within->renew();
    const auto [error, n] = co_await socket_.async_write_some(asio::buffer(data.substr(written)), use);
    written += n;
    if (error)
      co_return io_result{error, written};
  }
  co_return io_result{{}, written};
}

stream::fate stream::look_behind() {
  pollfd state{socket_.native_handle(), POLLRDHUP, 0};
  if (::poll(&state, 1, 0) <= 0)
    return {};
  return {(state.revents & POLLRDHUP) != 0, (state.revents & POLLERR) != 0};
}

void stream::cancel() {
  error_code ignored;
  socket_.cancel(ignored);
}

void stream::close() {
  error_code ignored;
  socket_.close(ignored);
}

void stream::reset() {
  error_code ignored;
  socket_.set_option(asio::socket_base::linger(true, 0), ignored);
  socket_.close(ignored);
}

void stream::shutdown_send() {
  error_code ignored;
  socket_.shutdown(tcp_socket::shutdown_send, ignored);
}

} // namespace loadex::net::io
