#include "net/exchange/exchange.hpp"
#include "net/front/worker.hpp"
#include "net/http/upgrade.hpp"
#include "net/http1/response_stage.hpp"
#include "net/http1/rewrite.hpp"
#include "net/io/tunnel.hpp"

#include <array>

// The way back: the response as it comes, or a tunnel.
namespace loadex::net::exchange {

using base::reason;
using http::attempt_failure;
using http::body_kind;
using http1::head_result;

void exchange::write_head_for_client(const http::response_framing& framing, http1::relaying& how) {
  // A body of unknown length goes out in chunks, but HTTP/1.0 knows only the end of the connection.
  const bool chunks = framing.body == body_kind::chunked || framing.body == body_kind::until_close;
  const bool modern = memory_.request.version == 11;
  how.body = !chunks ? framing.body : modern ? body_kind::chunked : body_kind::until_close;
  how.length = framing.length;
  how.client_version = memory_.request.version;
  how.keep_alive = request_.keep_alive && body_.complete() && how.body != body_kind::until_close && !home_.draining();
  say_who_answers(how);
  how.date = home_.date();
  memory_.to_client.clear();
  http1::write_response_head(memory_.response, how, memory_.to_client);
}

void exchange::say_who_answers(http1::relaying& how) const {
  if (traced_)
    how.proxy_status = target_->next_hop();
  if (affinity_ != target_->affinity_tag())
    how.set_cookie = target_->affinity_cookie();
  how.add_via = home_.settings().proxy.via;
}

awaitable<exchange::attempt_end> exchange::relay(io::stream& backend, std::string_view already) {
  http::response_framing framing;
  if (http1::frame_response(memory_.response, memory_.request.method, framing).state != head_result::progress::complete)
    co_return failed(attempt_failure::malformed, reason::malformed_response);
  binds_login_ |= framing.binds_login;
  http1::relaying how;
  write_head_for_client(framing, how);

  const auto& proxy = home_.settings().proxy;
  silence_ = framing.event_stream ? proxy.tunnel_timeout : proxy.idle_timeout;
  relaying_ = true;
  http1::body_reader body(backend, framing.body, framing.length, already, memory_.download.span(),
                          home_.response_body_limits());
  const io::patience with_client{limit_, proxy.idle_timeout};
  auto& out = memory_.to_client;
  http1::response_stage stage(body, how.body, request_.wants_trailers, out);
  for (;;) {
    const auto load = stage.next();
    io_result sent;
    if (load.data.empty())
      sent = client_.write_now(out);
    if (!sent.error && (sent.bytes < out.size() || !load.data.empty())) {
      guard_relay(proxy.idle_timeout);
      progress_ = steady_clock::time_point::max(); // it is for the client to go on
      const auto rest = std::string_view(out).substr(sent.bytes);
      const std::array parts{asio::const_buffer(rest.data(), rest.size()),
                             asio::const_buffer(load.data.data(), load.data.size()),
                             asio::const_buffer(load.tail.data(), load.tail.size())};
      sent = co_await client_.write(parts, &with_client);
    }
    out.clear();
    if (sent.error)
      co_return gone(limit_.expired() ? reason::client_stalled : reason::client_gone);
    if (load.then == http1::response_stage::state::cut_off)
      co_return cut_off(reason::reset);
    if (load.then == http1::response_stage::state::malformed)
      co_return cut_off(reason::malformed_response);
    if (load.then == http1::response_stage::state::too_large)
      co_return cut_off(reason::response_too_large);
    if (load.then == http1::response_stage::state::last)
      break;
    guard_relay(silence_);
    progress_ = steady_clock::now();
    if (uploading())
      limit_.rest();
    co_await stage.wait();
    if (client_left())
      co_return gone();
  }
  reusable_ = framing.keep_alive && framing.body != body_kind::until_close && body.rest().empty() && body_.complete();
  co_return attempt_end{ending::relayed, memory_.response.status, reason::none, {}, how.keep_alive};
}

exchange::attempt_end exchange::cut_off(reason why) const {
  if (upload_failure_ != reason::none)
    why = upload_failure_; // the client's doing
  else if (limit_.expired() || backend_stalled_)
    why = reason::idle_timeout;
  return {ending::cut_off, memory_.response.status, why, {}, false};
}

void exchange::guard_relay(steady_clock::duration stall) {
  limit_.guard(steady_clock::now() + stall, [this] {
    if (backend_ != nullptr)
      backend_->close();
    client_.cancel();
  });
}

awaitable<exchange::attempt_end> exchange::switch_protocols(io::stream& backend, std::string_view already) {
  if (!request_.upgrade || !http::grants_upgrade(memory_.response, memory_.request))
    co_return failed(attempt_failure::malformed, reason::malformed_response); // nobody asked for that
  http1::relaying how;
  how.upgrade = true;
  say_who_answers(how);
  memory_.to_client.clear();
  http1::write_response_head(memory_.response, how, memory_.to_client);
  memory_.to_client += already;
  guard_relay(home_.settings().proxy.idle_timeout);
  const auto [error, n] = co_await client_.write(memory_.to_client);
  if (error)
    co_return gone();

  const auto& proxy = home_.settings().proxy;
  silence_ = proxy.tunnel_timeout;
  progress_ = steady_clock::time_point::max();
  relaying_ = true;
  limit_.rest();
  if (upload_) // the tunnel begins behind the request's body
    co_await upload_->join();
  client_.on_idle_read(nullptr);
  if (!body_.complete())
    co_return cut_off(reason::reset);
  io::tunnel both(client_, backend, limit_, {proxy.tunnel_timeout, proxy.tunnel_half_closed_timeout});
  tunnel_ = &both;
  co_await both.run(body_.rest(), memory_.upload.span(), memory_.download.span());
  tunnel_ = nullptr;
  co_return attempt_end{ending::relayed, 101, reason::none, {}, false};
}

} // namespace loadex::net::exchange
