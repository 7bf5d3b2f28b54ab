#include "net/exchange/attempt.hpp"
#include "net/http/affinity.hpp"
#include "net/http/upgrade.hpp"
#include "net/http1/framing.hpp"
#include "net/http1/io/body_reader.hpp"

#include <string>

// The answer behind its head, as it comes; or a tunnel.
namespace loadex::net::exchange {

using base::reason;
using http::attempt_failure;
using http::body_kind;
using http1::head_result;
using kind = http::body_piece::kind;

namespace {

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

awaitable<outcome> attempt::relay(std::string_view already) {
  auto& asking = of_.asking;
  const auto& proxy = of_.settings.proxy;
  http::response_framing framing;
  const auto framed = http1::frame_response(of_.memory.response, of_.asked.head.method, framing);
  if (framed.state != head_result::progress::complete)
    co_return failed(attempt_failure::malformed, reason::malformed_response);
  binds_login_ |= framing.binds_login;
  {
    const texts more(of_);
    asking.begin(of_.memory.response, framing, more.additions(of_));
  }
  when_.silence = framing.event_stream ? proxy.tunnel_timeout : proxy.idle_timeout;
  const auto& most = of_.settings.limits;
  http1::body_reader body(backend_, framing.body, framing.length, already, of_.memory.download.span(),
                          {{most.chunk_line, most.trailers}});
  for (auto piece = body.ready();;) {
    if (piece && piece->what == kind::data) {
      asking.add(piece->data);
      piece = body.ready(); // so that the end of a short body goes out with its data
    }
    if (piece && piece->what == kind::end)
      asking.finish(body.trailers());
    auto sent = asking.send_now();
    if (sent == client::sending::waits) {
      const bool taken = co_await send();
      sent = taken ? client::sending::done : client::sending::broken;
    }
    if (sent == client::sending::broken)
      co_return of_.gone(asking.deadline().expired() ? reason::client_stalled : reason::client_gone);
    if (piece && piece->what == kind::end)
      break;
    if (piece && piece->what != kind::data)
      co_return cut_off(why_cut_off(piece->what));
    guard_relay(*when_.silence);
    when_.progress = steady_clock::now();
    if (uploading())
      asking.deadline().rest();
    if (!piece)
      piece = co_await body.next();
    if (of_.client_left())
      co_return of_.gone();
  }
  reusable_ =
      framing.keep_alive && framing.body != body_kind::until_close && body.rest().empty() && asking.body_complete();
  co_return outcome{outcome::ending::relayed, of_.memory.response.status};
}

/// Sends what is laid out to a client that does not take it at once.
awaitable<bool> attempt::send() {
  const auto stall = of_.settings.proxy.idle_timeout;
  guard_relay(stall);
  when_.progress = timing::never; // it is for the client to go on
  return of_.asking.send(stall);
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
