#include "net/io/stream.hpp"

#include "net/io/parts.hpp"

namespace loadex::net::io {

stream::stream(const executor& on, base::descriptor connected, bool connecting)
    : on_(on)
    , socket_(engine::of(on).open(std::move(connected), *this, connecting)) {}

stream_ptr stream::over(const executor& on, base::descriptor connected) {
  return stream_ptr(new stream(on, std::move(connected), false));
}

void stream::carry(const std::function<socket_ptr(socket_ptr below, engine::watcher& who)>& by) {
  if (ahead_ == ahead::answered && !ended())
    ahead_ = ahead::none;
  socket_ = by(socket_, *this);
}

stream_ptr stream::over_connecting(const executor& on, base::descriptor socket) {
  return stream_ptr(new stream(on, std::move(socket), true));
}

awaitable<error_code> stream::connects() {
  writable_.reset();
  co_await writable_.happens();
  if (std::exchange(write_cancelled_, false))
    co_return asio::error::operation_aborted;
  co_return socket_->take_error();
}

void stream::read_ahead() {
  if (ahead_ != ahead::none)
    return;
  ahead_ = ahead::outstanding;
  ahead_error_ = {};
  ahead_answered_.reset();
  outstanding_ = this;
  on_.on_work_started();
  socket_->ask_for_bytes();
}

/// What waits goes on; the one for whom there is nothing yet waits again.
void stream::ready(bool room) {
  const stream_ptr self(this);
  if (std::exchange(ahead_cancelled_, false))
    answer_read_ahead({asio::error::operation_aborted, socket_->fetched()});
  else if (ahead_ == ahead::outstanding)
    try_read_ahead();
  else if (readable_.awaited() && (socket_->may_receive() || read_cancelled_))
    readable_.set();
  if (writable_.awaited() && (room || write_cancelled_))
    writable_.set();
}

void stream::try_read_ahead() {
  const auto got = socket_->fetch();
  if (got.error != asio::error::would_block)
    answer_read_ahead(got);
  else
    socket_->ask_for_bytes();
}

void stream::answer_read_ahead(const io_result& with) {
  ahead_ = ahead::answered;
  ahead_error_ = with.error;
  counts_.received += with.bytes;
  outstanding_ = nullptr;
  on_.on_work_finished();
  if (!ahead_answered_.awaited() && on_idle_read_)
    on_idle_read_();
  ahead_answered_.set();
}

/// The loop is gone, and with it whoever waits.
void stream::abandon() noexcept {
  const stream_ptr self(this);
  ahead_answered_.drop();
  readable_.drop();
  writable_.drop();
  socket_->close();
  outstanding_ = nullptr;
}

std::optional<io_result> stream::take(asio::mutable_buffer into) {
  if (ahead_ != ahead::answered)
    return std::nullopt;
  const auto n = socket_->take(into);
  if (socket_->fetched() > 0)
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
  for (;;) {
    socket_->ask_for_bytes(); // even of what is there already everybody has a piece in turn
    readable_.reset();
    co_await readable_.happens();
    if (std::exchange(read_cancelled_, false))
      co_return io_result{asio::error::operation_aborted, 0};
    const auto got = socket_->receive(into);
    counts_.received += got.bytes;
    if (got.error != asio::error::would_block)
      co_return got;
  }
}

io_result stream::write_now(std::string_view data) {
  const asio::const_buffer whole = asio::buffer(data);
  return counted(socket_->send({&whole, 1}));
}

io_result stream::write_at_once(std::string_view data) {
  const asio::const_buffer whole = asio::buffer(data);
  return counted(socket_->send_at_once({&whole, 1}));
}

/// That there is no room is no error.
io_result stream::counted(io_result sent) noexcept {
  if (sent.error == asio::error::would_block)
    sent.error = {};
  counts_.sent += sent.bytes;
  return sent;
}

awaitable<io_result> stream::write(std::string_view data, const patience* within) {
  std::array whole{asio::const_buffer(asio::buffer(data))};
  co_return co_await write_all(whole, within);
}

awaitable<io_result> stream::write_all(std::span<asio::const_buffer> data, const patience* within) {
  io_result all;
  for (auto left = asio::buffer_size(data); left > 0;) {
    if (within != nullptr)
      within->renew();
    const auto sent = socket_->send(data);
    all.bytes += sent.bytes;
    counts_.sent += sent.bytes;
    left -= sent.bytes;
    if (sent.error && sent.error != asio::error::would_block) {
      all.error = sent.error;
      break;
    }
    advance(data, sent.bytes);
    if (left == 0)
      break;
    socket_->ask_for_room();
    writable_.reset();
    co_await writable_.happens();
    if (std::exchange(write_cancelled_, false)) {
      all.error = asio::error::operation_aborted;
      break;
    }
  }
  co_return all;
}

peer_fate stream::look_behind() {
  return socket_->look_behind();
}

std::size_t stream::unread() const {
  return socket_->unread();
}

void stream::cancel() {
  ahead_cancelled_ = ahead_ == ahead::outstanding;
  read_cancelled_ = readable_.awaited();
  write_cancelled_ = writable_.awaited();
  if (ahead_cancelled_ || read_cancelled_ || write_cancelled_)
    socket_->ask_for_turn();
}

void stream::close() {
  cancel();
  socket_->close();
}

void stream::reset() {
  cancel();
  socket_->reset();
}

void stream::shutdown_send() {
  socket_->shutdown_send();
}

} // namespace loadex::net::io
