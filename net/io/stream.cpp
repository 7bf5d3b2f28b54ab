#include "net/io/stream.hpp"

#include <algorithm>
#include <cstring>

namespace loadex::net::io {

stream::stream(transport carrier, std::size_t ahead_size)
    : transport_(std::move(carrier))
    , ahead_size_(ahead_size)
    , ahead_buffer_(std::make_unique_for_overwrite<char[]>(ahead_size)) {}

stream_ptr stream::over(tcp_socket connected, std::size_t ahead_size) {
  return stream_ptr(new stream(plain_transport(std::move(connected)), ahead_size));
}

void stream::read_ahead() {
  if (ahead_ != ahead::none)
    return;
  ahead_ = ahead::outstanding;
  ahead_error_ = {};
  ahead_answered_.reset();
  async_read_some(transport_, asio::buffer(ahead_buffer_.get(), ahead_size_),
                  [self = stream_ptr(this)](const error_code& error, std::size_t n) {
                    self->ahead_ = ahead::answered;
                    self->ahead_error_ = error;
                    self->ahead_begin_ = 0;
                    self->ahead_end_ = n;
                    self->counts_.received += n;
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
  const auto [error, n] = co_await async_read_some(transport_, into, use);
  counts_.received += n;
  co_return io_result{error, n};
}

io_result stream::write_now(std::string_view data) {
  const auto sent = std::visit([&](auto& t) { return t.write_now(data); }, transport_);
  counts_.sent += sent.bytes;
  return sent;
}

awaitable<io_result> stream::write(std::string_view data, const patience* within) {
  std::size_t written = 0;
  while (written < data.size()) {
    if (within != nullptr)
      within->renew();
    const auto [error, n] = co_await async_write_some(transport_, asio::buffer(data.substr(written)), use);
    written += n;
    counts_.sent += n;
    if (error)
      co_return io_result{error, written};
  }
  co_return io_result{{}, written};
}

peer_fate stream::look_behind() {
  return std::visit([](auto& t) { return t.look_behind(); }, transport_);
}

std::size_t stream::unread() const {
  return ahead_end_ - ahead_begin_ + std::visit([](const auto& t) { return t.unread(); }, transport_);
}

void stream::cancel() {
  std::visit([](auto& t) { t.cancel(); }, transport_);
}

void stream::close() {
  std::visit([](auto& t) { t.close(); }, transport_);
}

void stream::reset() {
  std::visit([](auto& t) { t.reset(); }, transport_);
}

void stream::shutdown_send() {
  std::visit([](auto& t) { t.shutdown_send(); }, transport_);
}

bool stream::is_open() const noexcept {
  return std::visit([](const auto& t) { return t.is_open(); }, transport_);
}

executor stream::get_executor() {
  return std::visit([](auto& t) { return t.get_executor(); }, transport_);
}

} // namespace loadex::net::io
