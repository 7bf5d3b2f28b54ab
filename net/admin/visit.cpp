#include "net/admin/visit.hpp"

#include "net/admin/listener.hpp"
#include "net/http/http_date.hpp"
#include "net/http1/own_answer.hpp"

#include <cstring>
#include <ctime>

namespace loadex::net::admin {

namespace {

using base::reason;
using http1::head_result;

constexpr std::size_t client_ahead = 1024; // bytes read ahead: a small request whole

} // namespace

visit::visit(listener& home, tcp_socket socket, const tcp_endpoint& peer)
    : home_(home)
    , settings_(home.settings_)
    , peer_(http::describe_peer(peer, home.settings_))
    , client_(io::stream::over(std::move(socket), client_ahead))
    , limit_(home.control_)
    , bytes_(std::make_unique_for_overwrite<char[]>(home.settings_.limits.head)) {}

visit::~visit() {
  client_->close();
}

void visit::end() {
  if (streaming_ != nullptr)
    streaming_->end();
  else
    client_->close();
}

awaitable<> visit::run() {
  auto then = next::request;
  while (then == next::request) {
    if (filled_ == 0) { // nothing pipelined
      const bool comes = co_await request_comes();
      if (!comes)
        break;
    }
    then = co_await serve();
  }
  if (then == next::close_gently)
    co_await http1::close_gently(*client_, limit_, body_bytes_);
}

awaitable<bool> visit::request_comes() {
  limit_.guard(steady_clock::now() + settings_.proxy.idle_timeout, [this] { client_->cancel(); });
  home_.resting_.push_back(*this);
  if (!client_->has_read_ahead())
    co_await client_->readable();
  at_rest.unlink();
  co_return !client_->ended() && !limit_.expired() && client_->is_open();
}

/// Reads a head and frames the request; `need_more` if the client has left before that.
awaitable<head_result> visit::read_head() {
  const auto limits = http1::head_limits_of(settings_.limits);
  limit_.guard(steady_clock::now() + settings_.proxy.header_timeout, [this] { client_->cancel(); });
  head_.clear();
  for (std::size_t scanned = 0;;) {
    if (filled_ > 0) {
      const auto head = http1::read_request_head({bytes_.get(), filled_}, limits, scanned, head_);
      if (head.state == head_result::progress::complete)
        co_return http1::frame_request(head_, framing_);
      if (head.state == head_result::progress::bad)
        co_return head;
    }
    const auto got = co_await client_->read(asio::buffer(bytes_.get() + filled_, limits.bytes - filled_));
    if (limit_.expired())
      co_return head_result::bad(408, reason::header_timeout);
    if (got.error)
      co_return head_result{};
    filled_ += got.bytes;
  }
}

awaitable<visit::next> visit::serve() {
  const auto head = co_await read_head();
  if (head.state == head_result::progress::need_more)
    co_return next::close;
  if (head.state == head_result::progress::bad)
    co_return co_await refuse(head.status, head.why);

  const inquiry asked{.client = *client_,
                      .limit = limit_,
                      .patience = settings_.proxy.idle_timeout,
                      .head = head_,
                      .framing = framing_,
                      .by = {.allowed = peer_.admin},
                      .already = {bytes_.get() + head_.size, filled_ - head_.size},
                      .buffer = body_bytes_,
                      .chunks = {settings_.limits.chunk_line, settings_.limits.trailers},
                      .under_way = streaming_,
                      .stopping = home_.stopping_};
  const auto reply = co_await converse(home_.service_, asked, home_.view_);
  if (!reply.response)
    co_return next::close;
  const bool keep = framing_.keep_alive && reply.refused == reason::none;
  if (!co_await respond(*reply.response, keep))
    co_return next::close;
  if (!keep)
    co_return next::close_gently;
  filled_ = reply.rest.size();
  if (filled_ > 0)
    std::memmove(bytes_.get(), reply.rest.data(), filled_);
  co_return next::request;
}

awaitable<visit::next> visit::refuse(unsigned status, reason why) {
  const auto accept = head_.size > 0 ? http::value_of(head_, http::field::accept) : std::string_view();
  const bool sent = co_await respond(http::make_problem(status, why, accept), false);
  co_return sent ? next::close_gently : next::close;
}

awaitable<bool> visit::respond(const http::own_response& response, bool keep_alive) {
  const bool with_body = head_.method != http::verb::head;
  co_return co_await http1::send_own(
      *client_, limit_, settings_.proxy.idle_timeout,
      http1::to_bytes(response, http::http_date(std::time(nullptr)), keep_alive, with_body));
}

} // namespace loadex::net::admin
