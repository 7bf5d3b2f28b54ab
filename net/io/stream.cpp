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
  return note_taken(socket_->take(into));
}

/// Of what has been read ahead.
std::optional<io_result> stream::note_taken(std::size_t bytes) {
  if (socket_->fetched() > 0)
    return io_result{{}, bytes};
  if (bytes == 0 && ended())
    return io_result{ahead_error_, 0}; // and again for whoever asks next
  ahead_ = ahead::none;
  return io_result{bytes > 0 ? error_code() : std::exchange(ahead_error_, {}), bytes};
}

template <class Ask, class Take, class Receive>
awaitable<io_result> stream::read_by(Ask ask, Take take, Receive receive) {
  if (ahead_ == ahead::outstanding)
    co_await ahead_answered_.happens();
  if (ahead_ == ahead::answered)
    co_return *note_taken(take());
  for (;;) {
    ask(); // even of what is there already everybody has a piece in turn
    readable_.reset();
    co_await readable_.happens();
    if (std::exchange(read_cancelled_, false))
      co_return io_result{asio::error::operation_aborted, 0};
    const auto got = receive();
    counts_.received += got.bytes;
    if (got.error != asio::error::would_block)
      co_return got;
  }
}

awaitable<io_result> stream::read(asio::mutable_buffer into) {
  return read_by([this] { socket_->ask_for_bytes(); }, [this, into] { return socket_->take(into); },
                 [this, into] { return socket_->receive(into); });
}

awaitable<io_result> stream::read(pipe& into, std::size_t most) {
  return read_by([this] { socket_->ask_for_arrival(); }, [this, &into, most] { return socket_->take(into, most); },
                 [this, &into, most] { return socket_->fill(into, most); });
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

template <class Send>
awaitable<io_result> stream::write_by(std::size_t bytes, Send send, const patience* within) {
  io_result all;
  while (all.bytes < bytes) {
    if (within != nullptr)
      within->renew();
    const auto sent = send();
    all.bytes += sent.bytes;
    counts_.sent += sent.bytes;
    if (sent.error && sent.error != asio::error::would_block) {
      all.error = sent.error;
      break;
    }
    if (all.bytes == bytes)
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

awaitable<io_result> stream::write_all(std::span<asio::const_buffer> data, const patience* within) {
  return write_by(
      asio::buffer_size(data),
      [this, data]() mutable {
        const auto sent = socket_->send(data);
        advance(data, sent.bytes);
        return sent;
      },
      within);
}

awaitable<io_result> stream::write(pipe& from, const patience* within) {
  return write_by(
      from.held(), [this, &from] { return socket_->drain(from); }, within);
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
