#include "net/admin/visit.hpp"

#include "base/unix_socket.hpp"
#include "net/admin/listener.hpp"
#include "net/admin/protection.hpp"
#include "net/http/http_date.hpp"
#include "net/http1/io/own_answer.hpp"
#include "net/tls/handshake.hpp"

#include <ctime>
#include <utility>
#include <variant>

namespace loadex::net::admin {

namespace {

using base::reason;
using http1::head_result;

http::client_peer describe(const std::optional<tcp_endpoint>& peer, const config::settings& by) {
  if (peer)
    return http::describe_peer(*peer, by.proxy.trusted_proxies, by.admin.allow);
  return {.address = std::visit([](const auto& at) { return at.text(); }, by.admin.listen.value())};
}

} // namespace

visit::visit(listener& home, base::descriptor socket, const std::optional<tcp_endpoint>& peer)
    : home_(home)
    , now_(home.now_)
    , settings_(now_->all)
    , peer_(describe(peer, settings_))
    , user_(peer ? std::nullopt : std::optional<unsigned>(base::peer_of(socket.get()).user))
    , client_(io::stream::over(home.control_, std::move(socket)))
    , deadline_(home.control_)
    , reader_(*client_, deadline_, http1::head_limits_of(settings_.limits), settings_.proxy.header_timeout)
    , bytes_(std::make_unique_for_overwrite<char[]>(settings_.limits.head)) {}

visit::~visit() {
  client_->close();
}

void visit::end() {
  if (streaming_ != nullptr)
    streaming_->end();
  else
    client_->close();
}

void visit::end_soon() {
  if (streaming_ != nullptr)
    streaming_->end();
  else if (at_rest.is_linked() && answered_ && client_->unread() == 0) // else a request may be on its way to us
    give_way();
}

awaitable<> visit::run() {
  if (home_.secured_) {
    const bool is_met = co_await meet_in_tls(home_.secured_);
    if (!is_met)
      co_return;
  }
  auto then = next::request;
  while (then == next::request) {
    if (reader_.empty()) { // nothing pipelined
      const bool comes = co_await request_comes();
      if (!comes)
        break;
    }
    then = co_await serve();
  }
  if (then == next::close_gently)
    co_await http1::close_gently(*client_, deadline_, body_bytes_);
}

/// False if there is nobody to serve.
awaitable<bool> visit::meet_in_tls(tls::server_ptr by) {
  deadline_.guard(steady_clock::now() + by->settings().handshake_timeout, [this] { client_->close(); });
  const auto for_http =
      http1::to_bytes(http::make_problem(reason::plain_http, {}), http::http_date(std::time(nullptr)), false, true);
  is_met_ = false;
  home_.resting_.push_back(*this);
  const auto met = co_await tls::accept(client_, std::move(by), for_http);
  at_rest.unlink();
  is_met_ = true;
  deadline_.rest();
  co_return met.agreed.has_value();
}

awaitable<bool> visit::request_comes() {
  deadline_.guard(steady_clock::now() + settings_.proxy.idle_timeout, [this] { client_->cancel(); });
  home_.resting_.push_back(*this);
  if (!client_->has_read_ahead())
    co_await client_->readable();
  at_rest.unlink();
  co_return !client_->ended() && !deadline_.expired() && client_->is_open();
}

awaitable<visit::next> visit::serve() {
  reader_.begin({bytes_.get(), settings_.limits.head});
  const auto head = co_await reader_.next();
  if (head.state == head_result::progress::need_more)
    co_return next::close;
  if (head.state == head_result::progress::bad)
    co_return co_await refuse(head.why);

  const auto& head_read = reader_.head();
  const inquiry asked{.client = *client_,
                      .deadline = deadline_,
                      .patience = settings_.proxy.idle_timeout,
                      .head = head_read,
                      .framing = reader_.framing(),
                      .asking = peer_.identify(head_read, settings_.proxy.trusted_proxies),
                      .by = {.allowed = peer_.admin},
                      .user = user_,
                      .how = settings_.admin,
                      .already = reader_.rest(),
                      .buffer = body_bytes_,
                      .chunks = {settings_.limits.chunk_line, settings_.limits.trailers},
                      .under_way = streaming_,
                      .stopping = home_.stopping_};
  const auto reply = co_await converse(home_.service_, asked, home_);
  if (!reply.response)
    co_return next::close;
  const bool keep = reader_.framing().keep_alive && reply.refused == reason::none && !home_.left_;
  if (!co_await respond(*reply.response, keep))
    co_return next::close;
  answered_ = true;
  if (!keep)
    co_return next::close_gently;
  reader_.carry_over(reply.rest);
  co_return next::request;
}

awaitable<visit::next> visit::refuse(reason why) {
  const auto& head = reader_.head();
  const auto accept = head.size > 0 ? http::value_of(head, http::field::accept) : std::string_view();
  auto problem = http::make_problem(why, accept);
  protect(problem);
  const bool sent = co_await respond(problem, false);
  co_return sent ? next::close_gently : next::close;
}

awaitable<bool> visit::respond(const http::own_response& response, bool keep_alive) {
  const bool with_body = reader_.head().method != http::verb::head;
  co_return co_await http1::send_own(
      *client_, deadline_, settings_.proxy.idle_timeout,
      http1::to_bytes(response, http::http_date(std::time(nullptr)), keep_alive, with_body));
}

} // namespace loadex::net::admin
