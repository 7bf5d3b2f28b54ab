#include "net/tls/layer.hpp"

#include "net/io/parts.hpp"

#include <boost/asio/error.hpp>

#include <openssl/err.h>

#include <algorithm>
#include <array>
#include <new>
#include <utility>

namespace loadex::net::tls {

namespace {

constexpr std::size_t record_size = 16 * 1024; // bytes at most, of what is encrypted
constexpr std::size_t most_at_once = 4 * record_size;
constexpr std::size_t most_left = 4 * most_at_once;
constexpr std::size_t most_per_read = record_size + 2 * 1024; // that OpenSSL may read before it is somebody else's turn
constexpr std::size_t most_own_words = record_size; // of OpenSSL to a peer that has it answer, by KeyUpdate for example

/// What OpenSSL has to send, within one of the calls below: it goes out in one piece. Empty between two.
std::string& encrypted() {
  thread_local std::string bytes;
  return bytes;
}

/// Likewise, small pieces on their way into one record.
std::string& gathered() {
  thread_local std::string bytes;
  return bytes;
}

/// However it ends, nothing is left there for somebody else's peer.
struct cleared_at_end {
  cleared_at_end() = default;
  cleared_at_end(const cleared_at_end&) = delete;
  cleared_at_end& operator=(const cleared_at_end&) = delete;
  ~cleared_at_end() {
    encrypted().clear();
    gathered().clear();
  }
};

} // namespace

layer::layer(io::socket_ptr below, io::engine::watcher& who, ssl_ptr session)
    : socket(*below, who)
    , below_(std::move(below))
    , session_(std::move(session)) {
  auto* const bio = BIO_new(bytes_below());
  if (bio == nullptr)
    throw std::bad_alloc();
  BIO_set_data(bio, this);
  BIO_set_init(bio, 1);
  SSL_set_bio(session_.get(), bio, bio);
  below_->tell_instead(*this);
}

layer::~layer() {
  // Else the session could not be resumed.
  SSL_set_shutdown(session_.get(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
  below_->leave();
}

awaitable<error_code> layer::handshake() {
  const io::socket_ptr self(this);
  for (;;) {
    if (!is_open())
      co_return asio::error::operation_aborted;
    const auto error = agree();
    if (error != asio::error::would_block)
      co_return error;
    below_->ask_for_bytes();
    progress_.reset();
    co_await progress_.happens();
  }
}

/// As far as it goes.
error_code layer::agree() {
  const cleared_at_end guard;
  ERR_clear_error();
  may_still_read_ = most_left; // certificates may be long
  const int result = SSL_do_handshake(session_.get());
  const auto error = result == 1 ? error_code() : failed(result);
  flush_or_wait();
  may_have_more_ = true; // what has come behind the handshake may be in OpenSSL's buffer already
  return error;
}

void layer::tell_plainly(std::string_view words) {
  const asio::const_buffer all = asio::buffer(words);
  below_->send({&all, 1});
}

void layer::ready(bool room) {
  const io::socket_ptr self(this);
  if (room && !left_.empty())
    flush_or_wait();
  if (progress_.awaited())
    return progress_.set();
  may_have_more_ = may_have_more_ || below_->may_receive();
  tell(room && left_.empty());
}

void layer::abandon() noexcept {
  const io::socket_ptr self(this);
  progress_.drop();
  socket::abandon();
}

void layer::ask_for_bytes() {
  if (may_receive())
    ask_for_turn();
  else
    below_->ask_for_bytes();
}

void layer::ask_for_room() {
  below_->ask_for_room();
}

io_result layer::receive_now(asio::mutable_buffer into) {
  if (!is_open())
    return {asio::error::bad_descriptor, 0};
  const cleared_at_end guard;
  std::size_t all = 0;
  error_code error;
  do {
    ERR_clear_error();
    std::size_t n = 0;
    may_still_read_ = most_per_read;
    const int result = SSL_read_ex(session_.get(), static_cast<char*>(into.data()) + all, into.size() - all, &n);
    all += n;
    if (result != 1)
      error = failed(result);
  } while (!error && all < into.size() && has_more_below());
  own_words_ += encrypted().size();
  if (own_words_ > most_own_words)
    error = broken();
  flush_or_wait();
  const bool is_dry = error == asio::error::would_block;
  may_have_more_ = is_dry ? may_still_read_ == 0 : all == into.size() || has_more_below();
  if (error && !is_dry)
    ended_ = error;
  return {all > 0 ? error_code() : error, all};
}

bool layer::has_more_below() const noexcept {
  return SSL_has_pending(session_.get()) == 1 || below_->may_receive();
}

io_result layer::send(std::span<const asio::const_buffer> data) {
  return send_by(&io::socket::send, data);
}

io_result layer::send_at_once(std::span<const asio::const_buffer> data) {
  return send_by(&io::socket::send_at_once, data);
}

io_result layer::send_by(sender how, std::span<const asio::const_buffer> data) {
  if (!is_open())
    return {asio::error::bad_descriptor, 0};
  const cleared_at_end guard;
  if (!flush(how))
    return {send_error_ ? send_error_ : asio::error::would_block, 0};
  std::array<asio::const_buffer, most_parts> parts;
  std::span left(parts.data(), std::min(data.size(), parts.size()));
  std::copy_n(data.begin(), left.size(), left.begin());
  std::size_t taken = std::exchange(is_withheld_, false) ? 1 : 0;
  io::advance(left, taken);
  while (!left.empty() && left_.empty() && !send_error_) {
    const auto step = encrypt(left);
    taken += step;
    io::advance(left, step);
    if (left.empty() || encrypted().size() >= most_at_once)
      flush(how);
  }
  if (send_error_)
    return {send_error_, 0};
  if (!left_.empty()) {
    is_withheld_ = true;
    --taken;
  }
  return {{}, taken};
}

/// One record of parts that are small, or some of one large part: how many bytes. It is all that OpenSSL is asked for,
/// which always has room.
std::size_t layer::encrypt(std::span<const asio::const_buffer> data) {
  auto& small = gathered();
  auto piece = asio::buffer(data.front(), most_at_once);
  if (data.size() > 1 && piece.size() < record_size) {
    small.resize(std::min(asio::buffer_size(data), record_size));
    asio::buffer_copy(asio::buffer(small), data);
    piece = asio::buffer(small);
  }
  ERR_clear_error();
  std::size_t n = 0;
  const int result = SSL_write_ex(session_.get(), piece.data(), piece.size(), &n);
  if (result != 1) {
    const auto error = failed(result);
    send_error_ = error == asio::error::would_block ? broken() : error; // within a message that the peer has cut in two
  }
  small.clear();
  return n;
}

/// What has been encrypted goes out. False if some of it is left, or it is known that nothing goes out any more.
bool layer::flush(sender how) {
  auto& fresh = encrypted();
  if (!left_.empty())
    left_ += std::exchange(fresh, {});
  auto& all = left_.empty() ? fresh : left_;
  if (!all.empty() && !send_error_) {
    const asio::const_buffer whole = asio::buffer(all);
    const auto sent = ((*below_).*how)({&whole, 1});
    if (sent.error && sent.error != asio::error::would_block)
      send_error_ = sent.error;
    else if (sent.bytes < whole.size())
      left_ = all.substr(sent.bytes);
    else
      left_ = {};
  }
  fresh.clear();
  if (left_.size() > most_left)
    send_error_ = asio::error::no_buffer_space;
  if (send_error_)
    left_ = {};
  return left_.empty() && !send_error_;
}

/// What OpenSSL says of its own accord is sent as soon as there is room.
void layer::flush_or_wait() {
  if (!flush(&io::socket::send) && !send_error_)
    below_->ask_for_room();
}

std::size_t layer::unread() const noexcept {
  return fetched() + static_cast<std::size_t>(SSL_has_pending(session_.get())) + below_->unread();
}

void layer::close() noexcept {
  if (!is_open())
    return;
  say_farewell();
  is_open_ = false;
  below_->close();
  ask_for_progress();
}

void layer::reset() noexcept {
  is_open_ = false;
  below_->reset();
  ask_for_progress();
}

void layer::shutdown_send() noexcept {
  say_farewell();
  below_->shutdown_send();
}

/// Whoever waits for the handshake finds it closed.
void layer::ask_for_progress() noexcept {
  if (progress_.awaited())
    engine_.soon(*this);
}

void layer::say_farewell() noexcept {
  const bool is_said = (SSL_get_shutdown(session_.get()) & SSL_SENT_SHUTDOWN) != 0;
  if (is_said || is_broken_ || send_error_ || !left_.empty() || SSL_is_init_finished(session_.get()) != 1)
    return;
  try {
    const cleared_at_end guard;
    ERR_clear_error();
    SSL_shutdown(session_.get());
    flush(&io::socket::send);
  } catch (const std::bad_alloc&) { // the peer takes it for broken off
  }
}

/// What has become of a call that has not succeeded.
error_code layer::failed(int result) {
  switch (SSL_get_error(session_.get(), result)) {
  case SSL_ERROR_WANT_READ:
    return asio::error::would_block;
  case SSL_ERROR_ZERO_RETURN:
    return asio::error::eof;
  case SSL_ERROR_SYSCALL:
    break;
  default:
    speaks_no_tls_ = ERR_GET_REASON(ERR_peek_error()) == SSL_R_HTTP_REQUEST;
    problem_ = below_error_ ? std::string() : latest_problem();
  }
  // An end that was not announced may have been forged: it is none in order.
  const auto why = broken();
  return !below_error_ || below_error_ == asio::error::eof ? why : below_error_;
}

error_code layer::broken() noexcept {
  is_broken_ = true;
  return asio::error::connection_reset;
}

// ---- for OpenSSL: the socket below as one of its streams of bytes ----

int layer::read_below(BIO* bio, char* into, std::size_t size, std::size_t* read) {
  auto& self = *static_cast<layer*>(BIO_get_data(bio));
  BIO_clear_retry_flags(bio);
  const auto got = self.may_still_read_ > 0
                       ? self.below_->receive(asio::buffer(into, std::min(size, self.may_still_read_)))
                       : io_result{asio::error::would_block};
  self.may_still_read_ -= got.bytes;
  *read = got.bytes;
  if (got.error == asio::error::would_block)
    BIO_set_retry_read(bio);
  else if (got.error)
    self.below_error_ = got.error;
  return got.bytes > 0 ? 1 : 0;
}

int layer::write_below(BIO*, const char* data, std::size_t size, std::size_t* written) {
  *written = 0;
  try {
    encrypted().append(data, size);
  } catch (const std::bad_alloc&) {
    return 0;
  }
  *written = size;
  return 1;
}

long layer::control_below(BIO* bio, int what, long, void*) {
  if (what == BIO_CTRL_EOF)
    return static_cast<layer*>(BIO_get_data(bio))->below_error_ ? 1 : 0;
  return what == BIO_CTRL_FLUSH ? 1 : 0;
}

const BIO_METHOD* layer::bytes_below() {
  static const auto* const methods = [] {
    auto* const made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "the socket below");
    BIO_meth_set_read_ex(made, &layer::read_below);
    BIO_meth_set_write_ex(made, &layer::write_below);
    BIO_meth_set_ctrl(made, &layer::control_below);
    return made;
  }();
  return methods;
}

} // namespace loadex::net::tls
