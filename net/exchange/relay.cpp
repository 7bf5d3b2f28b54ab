#include "net/exchange/attempt.hpp"
#include "net/http/affinity.hpp"
#include "net/http/upgrade.hpp"
#include "net/http1/framing.hpp"

#include <string>

// The answer behind its head, as it comes; or a tunnel.
namespace loadex::net::exchange {

using base::reason;
using http::attempt_failure;
using http::body_kind;
using http1::head_result;
using kind = http::body_piece::kind;

namespace {

constexpr std::uint64_t least_piped = 64 * 1024; // bytes: copying less of it is as cheap

/// Why a response is cut off whose body ends in this way.
reason why_cut_off(kind end) {
  switch (end) {
  case kind::malformed:
    return reason::malformed_response;
  case kind::too_large:
    return reason::response_too_large;
  default:
    return reason::reset;
  }
}

/// The texts that an answer gets besides what the backend said.
struct texts {
  std::string proxy_status;
  std::string cookie;

  explicit texts(const context& of) {
    const auto& backend = of.way.at();
    if (of.traced)
      proxy_status = "loadex; next-hop=\"" + backend.backend().url.text() + "\"";
    const auto& balancing = of.settings.balancing;
    if (!balancing.sticky_cookie.empty() && of.way.affinity() != backend.affinity_tag())
      cookie = http::affinity_cookie(backend.affinity_tag(), balancing);
  }

  answer_additions additions(const context& of) const {
    return {proxy_status, cookie, of.memory.on_the_way.of_answer, of.settings.proxy.via};
  }
};

} // namespace

std::optional<outcome> attempt::begin_relay() {
  const auto framed = http1::frame_response(of_.memory.response, of_.asked.head.method, framing_);
  if (framed.state != head_result::progress::complete)
    return failed(attempt_failure::malformed, reason::malformed_response);
  binds_login_ |= framing_.binds_login;
  {
    const texts more(of_);
    of_.asking.begin(of_.memory.response, framing_, more.additions(of_));
  }
  const auto& proxy = of_.settings.proxy;
  when_.silence = framing_.event_stream ? proxy.tunnel_timeout : proxy.idle_timeout;
  const auto& most = of_.settings.limits;
  body_.emplace(backend_, framing_.body, framing_.length, answer_.behind(), of_.memory.download.span(),
                http1::body_reader::limits{{most.chunk_line, most.trailers}});
  if (framing_.body == body_kind::length && framing_.length >= least_piped && backend_.takes_pipes() &&
      of_.asking.takes_pipes())
    pipe_ = of_.shared.pipes.borrow();
  if (pipe_)
    body_->use(*pipe_);
  piece_ = body_->ready();
  return relay_at_once();
}

/// Until the client takes no more, or there is nothing more for it.
std::optional<outcome> attempt::relay_at_once() {
  auto& asking = of_.asking;
  for (;;) {
    const bool is_piped = piece_ && piece_->what == kind::piped;
    if (is_piped || (piece_ && piece_->what == kind::data)) {
      is_piped ? asking.add(*pipe_) : asking.add(piece_->data);
      piece_ = body_->ready(); // so that the end of a short body goes out with its data
    }
    if (piece_ && piece_->what == kind::end)
      asking.finish(body_->trailers());
    const auto sent = asking.send_now();
    waits_for_client_ = sent == client::sending::waits;
    if (waits_for_client_)
      return std::nullopt;
    if (sent == client::sending::broken)
      return client_took_nothing();
    if (const auto end = note_relayed())
      return end;
    if (!piece_)
      return std::nullopt;
  }
}

/// What was laid out has been taken, and with it what the body has ended with, if that is the latest piece.
std::optional<outcome> attempt::note_relayed() {
  if (piece_ && piece_->what == kind::end) {
    reusable_ = framing_.keep_alive && framing_.body != body_kind::until_close && body_->rest().empty() &&
                of_.asking.body_complete();
    return outcome{outcome::ending::relayed, of_.memory.response.status};
  }
  if (piece_ && piece_->what != kind::data)
    return cut_off(why_cut_off(piece_->what));
  guard_relay(*when_.silence);
  when_.progress = steady_clock::now();
  if (uploading())
    of_.asking.deadline().rest();
  if (piece_ && of_.client_left())
    return of_.gone();
  return std::nullopt;
}

/// What does not go at once.
awaitable<outcome> attempt::relay() {
  for (;;) {
    if (waits_for_client_) {
      const bool taken = co_await wait_for_client();
      if (!taken)
        co_return client_took_nothing();
      if (const auto end = note_relayed())
        co_return *end;
    }
    if (!piece_)
      piece_ = co_await body_->next();
    if (of_.client_left())
      co_return of_.gone();
    if (const auto end = relay_at_once())
      co_return *end;
  }
}

/// Sends what is laid out to a client that does not take it at once.
awaitable<bool> attempt::wait_for_client() {
  const auto stall = of_.settings.proxy.idle_timeout;
  guard_relay(stall);
  when_.progress = timing::never; // it is for the client to go on
  return of_.asking.send(stall);
}

outcome attempt::client_took_nothing() const {
  return of_.gone(of_.asking.deadline().expired() ? reason::client_stalled : reason::client_gone);
}

void attempt::guard_relay(steady_clock::duration stall) {
  of_.asking.deadline().guard(steady_clock::now() + stall, [this] {
    backend_.close();
    of_.asking.stop();
  });
}

outcome attempt::cut_off(reason why) const {
  if (of_.upload_failure != reason::none)
    why = of_.upload_failure; // the client's doing
  else if (was_too_slow())
    why = reason::idle_timeout;
  return {outcome::ending::cut_off, of_.memory.response.status, why};
}

awaitable<outcome> attempt::switch_protocols(std::string_view already) {
  auto& asking = of_.asking;
  const auto& proxy = of_.settings.proxy;
  const auto& answer = of_.memory.response;
  if (!of_.asked.framing.upgrade || !http::grants_upgrade(answer, of_.asked.head))
    co_return failed(attempt_failure::malformed, reason::malformed_response); // nobody asked for that
  const texts more(of_);
  auto* both_ways = asking.switch_protocols(answer, more.additions(of_), already);
  if (both_ways == nullptr)
    co_return failed(attempt_failure::malformed, reason::malformed_response);
  guard_relay(proxy.idle_timeout);
  const bool sent = co_await asking.send(proxy.idle_timeout);
  if (!sent)
    co_return of_.gone();

  when_.silence = proxy.tunnel_timeout;
  when_.progress = timing::never;
  asking.deadline().rest();
  if (upload_) // the tunnel begins behind the request's body
    co_await upload_->join();
  asking.watch(nullptr);
  if (!asking.body_complete())
    co_return cut_off(reason::reset);
  io::tunnel both(*both_ways, backend_, asking.deadline(), {proxy.tunnel_timeout, proxy.tunnel_half_closed_timeout});
  tunnel_ = &both;
  co_await both.run(asking.rest(), of_.memory.upload.span(), of_.memory.download.span());
  tunnel_ = nullptr;
  of_.record.bytes_in += both.told_backend();
  of_.record.bytes_out += both.told_client();
  of_.record.body_out += both.told_client();
  co_return outcome{outcome::ending::relayed, 101};
}

} // namespace loadex::net::exchange
