#include "net/exchange/attempt.hpp"

#include "net/http/method.hpp"
#include "net/http1/chunk_writer.hpp"
#include "net/http1/rewrite.hpp"
#include "net/io/parts.hpp"

#include <span>

// The question: the request's head and body, and the head of the answer. What follows it is in relay.cpp.
namespace loadex::net::exchange {

using base::reason;
using http::attempt_failure;
using http1::head_result;

namespace {

constexpr std::size_t most_copied = 4 * 1024; // bytes: one plain send is cheaper than gathering

} // namespace

attempt::attempt(context& of, io::stream& backend, bool reused, bool alone)
    : of_(of)
    , backend_(backend)
    , reused_(reused)
    , binds_login_(alone || of.asked.framing.binds_login)
    , if_silent_(reused ? attempt_failure::stale_after_send : attempt_failure::fresh_ended)
    , limits_(http1::head_limits_of(of.settings.limits, of.memory.response_bytes.size()))
    , answer_(of.memory.response_bytes.span(), limits_, of.memory.response) {}

std::optional<outcome> attempt::send() {
  if (of_.client_left())
    return of_.gone();
  const auto message = write_request();
  when_.sent = when_.progress = steady_clock::now();
  if (reused_)
    of_.record.tried = when_.sent;
  guard_answer();
  const auto size = asio::buffer_size(message);
  const auto pieces = std::span(message).first(message.back().size() > 0 ? 2 : 1);
  // Of what must not be sent twice it has to be known whether the backend could be told.
  const auto& head = of_.asked.head;
  const auto sent =
      http::is_idempotent(head.method, head.method_text) ? backend_.write_now(pieces) : backend_.write_at_once(pieces);
  begun_ = sent.bytes > 0;
  if (!sent.error && sent.bytes < size) {
    unsent_ = message;
    std::span<asio::const_buffer> left(unsent_);
    io::advance(left, sent.bytes);
    return std::nullopt;
  }
  return note_sent(sent.error);
}

/// After an error behind the first byte there may be an answer to read still.
std::optional<outcome> attempt::note_sent(const error_code& error) {
  if (error && !begun_)
    return why_it_ended(reused_ ? attempt_failure::stale_before_send : attempt_failure::fresh_before_send,
                        reason::reset);
  if (!error && !of_.asking.body_complete()) {
    when_.sent = timing::never;
    of_.asking.deadline().rest();
    upload_.emplace(of_, backend_, when_);
  }
  return std::nullopt;
}

std::optional<outcome> attempt::take_answer() {
  const auto into = answer_.space();
  const auto got = *backend_.take(asio::buffer(into.data(), into.size()));
  if (got.error)
    return why_it_ended(if_silent_, reason::reset);
  if_silent_ = attempt_failure::response_begun;
  reading_ = answer_.take(got.bytes);
  return begin_answer();
}

/// Relays the answer if its head is whole.
std::optional<outcome> attempt::begin_answer() {
  if (reading_.state == head_result::progress::bad)
    return failed(attempt_failure::malformed, reading_.why);
  if (reading_.state == head_result::progress::need_more || answer_.at_interim(reading_))
    return std::nullopt;
  note_answer();
  return is_switching() ? std::nullopt : begin_relay();
}

/// Whether what has come is the head of an answer behind which something else than HTTP is spoken.
bool attempt::is_switching() const noexcept {
  return reading_.state == head_result::progress::complete && of_.memory.response.status == 101;
}

awaitable<outcome> attempt::run() {
  if (!is_sent()) {
    const auto rest = co_await backend_.write(unsent_);
    unsent_ = {};
    begun_ = begun_ || rest.bytes > 0;
    if (const auto end = note_sent(rest.error))
      co_return *end;
  }
  while (!body_) {
    while (answer_.at_interim(reading_)) {
      if (steady_clock::now() >= answer_by()) // a flood of them leaves the deadline no moment to act
        co_return failed(attempt_failure::deadline, reason::response_timeout);
      const bool passed = co_await pass_interim();
      if (!passed)
        co_return of_.gone();
      reading_ = answer_.pass_interim();
      if (const auto end = begin_answer())
        co_return *end;
    }
    if (is_switching())
      co_return co_await switch_protocols(answer_.behind());
    if (body_)
      break;
    if (!backend_.has_read_ahead())
      co_await backend_.readable();
    if (const auto end = take_answer())
      co_return *end;
  }
  co_return co_await relay();
}

/// As it goes to the backend, with what is held of its body.
attempt::parts attempt::write_request() {
  const auto& proxy = of_.settings.proxy;
  const auto& framing = of_.asked.framing;
  auto& out = of_.memory.to_backend;
  http1::forwarding about;
  about.peer = of_.asked.peer.address;
  about.peer_is_trusted = of_.asked.peer.trusted;
  if (of_.asked.peer.secure)
    about.scheme = "https";
  about.backend_authority = of_.way.at().authority();
  about.cdn_id = of_.shared.cdn_id;
  about.request_id = {of_.request_id.data(), of_.request_id.size()};
  about.traceparent = of_.memory.traceparent;
  about.drops_trace = of_.trace.is_broken || !about.traceparent.empty();
  const auto& changed = of_.memory.on_the_way;
  about.target = changed.target;
  about.prefix = changed.prefix;
  about.changes = changed.of_request;
  about.add_forwarded = proxy.forwarded;
  about.add_via = proxy.via;
  const http1::told_headers told{of_.asked.peer.told_lines, of_.asked.now.told_names};
  if (!told.lines.empty() || !told.names.empty())
    about.told = &told;
  out.clear();
  http1::write_request_head(of_.asked.head, framing, about, out);
  const auto held = of_.memory.held.text();
  if (framing.body == http::body_kind::length && held.size() > most_copied)
    return {asio::buffer(out), asio::buffer(held)};
  http1::append_piece(framing.body, held, out);
  if (of_.asking.body_complete())
    http1::append_end(framing.body, of_.trailers(), out);
  return {asio::buffer(out), {}};
}

/// What the backend's actor is told as soon as it is known.
void attempt::note_answer() {
  const bool is_failure = config::contains(of_.way.at().backend().failing_status, of_.memory.response.status);
  const auto now = of_.record.answered = steady_clock::now();
  const auto after = when_.sent == timing::never // it came before the request's end
                         ? std::nullopt
                         : std::optional(now - when_.sent);
  of_.way.at().shard().first_byte.add(now - of_.record.tried);
  of_.way.answered(is_failure ? reason::status_unexpected : reason::none, after);
}

/// An interim response goes on at once.
awaitable<bool> attempt::pass_interim() {
  if (!of_.asking.interim(of_.memory.response))
    co_return true;
  guard_relay(of_.settings.proxy.idle_timeout);
  const bool sent = co_await of_.asking.send(of_.settings.proxy.idle_timeout);
  guard_answer();
  co_return sent;
}

awaitable<> attempt::end_upload() {
  upload_->stop();
  co_await upload_->join();
  of_.asking.upload_deadline().rest();
}

/// The deadline of the final response, once the request has been sent.
steady_clock::time_point attempt::answer_by() const {
  return when_.sent == timing::never ? timing::never : when_.sent + of_.settings.proxy.response_timeout;
}

void attempt::guard_answer() {
  of_.asking.deadline().guard(answer_by(), [this] { backend_.close(); });
}

/// Whether the backend has not answered, or not taken what it is sent, in time.
bool attempt::was_too_slow() const {
  return of_.asking.deadline().expired() || (upload_ && upload_->has_stalled());
}

outcome attempt::failed(attempt_failure kind, reason why) const {
  return {outcome::ending::refused, http::status_of(why), why, kind}; // nothing has gone to the client
}

outcome attempt::why_it_ended(attempt_failure kind, reason why) const {
  if (of_.client_left())
    return of_.gone();
  if (of_.upload_failure != reason::none) // the client broke its own request
    return {outcome::ending::refused, http::status_of(of_.upload_failure), of_.upload_failure};
  if (was_too_slow())
    return failed(attempt_failure::deadline, reason::response_timeout);
  return failed(kind, why);
}

void attempt::check_client() {
  if (tunnel_ != nullptr)
    return tunnel_->check();
  if (upload_ && upload_->is_reading())
    return;
  const bool silent_for_long = when_.progress < steady_clock::now() - of_.settings.proxy.tunnel_half_closed_timeout;
  if (of_.asking.has_left_unnoticed(!silent_for_long))
    of_.watching.client_left();
}

} // namespace loadex::net::exchange
