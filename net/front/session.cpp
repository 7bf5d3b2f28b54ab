#include "net/front/session.hpp"

#include "net/admin/conversation.hpp"
#include "net/front/worker.hpp"
#include "net/http1/own_answer.hpp"

#include <cstring>
#include <utility>

namespace loadex::net::front {

using base::reason;
using http1::head_result;

namespace {

using namespace std::chrono_literals;

constexpr std::size_t client_ahead = 1024; // bytes read ahead from a client: a small request whole
constexpr auto patience_with_new = 1s;     // clients that have not spoken, when their place is wanted

} // namespace

session::session(worker& home, tcp_socket socket, const tcp_endpoint& peer)
    : home_(home)
    , peer_(http::describe_peer(peer, home.settings()))
    , place_(peer_.trusted ? limits::client_connections::place() : home.client_connections().enter(peer_.bytes))
    , client_(io::stream::over(std::move(socket), client_ahead))
    , limit_(home.get_executor())
    , memory_(nullptr, {nullptr}) {}

session::~session() {
  client_->on_idle_read(nullptr);
  client_->close();
}

awaitable<> session::run() {
  ended_ = begun_ = steady_clock::now();
  if (!place_) {
    memory_ = home_.stock().borrow();
    memory_->request.clear();
    co_await refuse(429, reason::too_many_connections, false);
    co_return co_await http1::close_gently(*client_, limit_, memory_->download.span());
  }
  auto then = next::request;
  while (then == next::request) {
    if (filled_ == 0) { // nothing pipelined
      if (home_.draining() && requests_ > 0)
        break;
      begin_rest();
      if (!client_->has_read_ahead())
        co_await client_->readable();
      at_rest.unlink();
      if (client_->ended() || limit_.expired() || !client_->is_open())
        break;
      memory_ = home_.stock().borrow();
    }
    then = co_await serve();
    if (filled_ == 0 && then == next::request)
      memory_.reset();
  }
  if (then != next::close_gently)
    co_return;
  if (!memory_)
    memory_ = home_.stock().borrow();
  co_await http1::close_gently(*client_, limit_, memory_->download.span());
}

void session::begin_rest() {
  // One that comes out of the backlog during a shutdown may have its request waiting.
  const steady_clock::duration patience = home_.draining() ? patience_with_new : home_.settings().proxy.idle_timeout;
  limit_.guard(ended_ + patience, [this] { client_->cancel(); });
  home_.comes_to_rest(*this);
}

void session::stop_if_idle() {
  if (!at_rest.is_linked())
    return;
  if (requests_ == 0 || client_->unread() > 0)
    limit_.extend(steady_clock::now() + patience_with_new); // its request may be on its way to us
  else
    client_->cancel(); // and what has been read ahead already is still served
}

bool session::give_way() {
  const bool is_new = requests_ == 0 && steady_clock::now() < ended_ + patience_with_new;
  if (is_new || client_->unread() > 0)
    return false;
  client_->cancel();
  return true;
}

void session::check_client() {
  if (exchange_ != nullptr)
    exchange_->check_client();
}

void session::abort() {
  if (exchange_ == nullptr)
    return client_->close();
  client_->reset(); // what the client has of the response must not look whole
  exchange_->abort(reason::shutting_down);
}

awaitable<session::next> session::serve() {
  auto& bytes = memory_->request_bytes;
  head_result head;
  bool waiting = false; // for the rest of a head: most are whole at once and need no deadline of their own
  for (std::size_t scanned = 0;;) {
    if (filled_ > 0) {
      head = http1::read_request_head({bytes.data(), filled_}, home_.head_limits(), scanned, memory_->request);
      if (head.state != head_result::progress::need_more)
        break;
      if (!std::exchange(waiting, true))
        limit_.guard(steady_clock::now() + home_.settings().proxy.header_timeout, [this] { client_->cancel(); });
    }
    if (!client_->has_read_ahead())
      co_await client_->readable();
    const auto got = *client_->take(asio::buffer(bytes.data() + filled_, bytes.size() - filled_));
    if (limit_.expired()) {
      begun_ = steady_clock::now();
      co_return co_await refuse(408, reason::header_timeout, false);
    }
    if (got.error)
      co_return next::close;
    filled_ += got.bytes;
  }
  begun_ = steady_clock::now();
  if (head.state == head_result::progress::complete)
    head = http1::frame_request(memory_->request, framing_);
  if (head.state == head_result::progress::bad)
    co_return co_await refuse(head.status, head.why, false);
  ++requests_;
  if (const auto most = home_.settings().limits.requests_per_connection; most > 0 && requests_ >= most)
    framing_.keep_alive = false;
  if (home_.admin().owns(framing_.target))
    co_return co_await answer_ourselves();
  if (framing_.max_forwards == 0u) {
    if (!home_.client_rates().may_ask(peer_.identify(memory_->request, home_.settings()).bytes))
      co_return co_await refuse(429, reason::too_many_requests, false);
    co_return co_await answer_ourselves();
  }
  co_return co_await proxy_request();
}

awaitable<session::next> session::proxy_request() {
  const auto head = memory_->request.size;
  exchange::exchange through(home_, {*client_, limit_, upload_limit_, bound_, peer_}, *memory_, framing_,
                             {memory_->request_bytes.data() + head, filled_ - head});
  exchange_ = &through;
  const auto outcome = co_await through.run();
  exchange_ = nullptr;
  ended_ = outcome.ended;
  switch (outcome.how) {
  case exchange::exchange::ending::relayed:
    count(outcome.status, outcome.answered_by.get());
    if (outcome.keep_alive) {
      carry_over(through.rest());
      co_return next::request;
    }
    co_return how_to_close(through.request_complete() && through.rest().empty());
  case exchange::exchange::ending::refused: {
    const bool keep = outcome.keep_alive && framing_.keep_alive && through.request_complete() && !home_.draining();
    const auto then = co_await send_refusal(outcome.status, outcome.why, keep);
    if (then == next::request)
      carry_over(through.rest());
    co_return then;
  }
  case exchange::exchange::ending::cut_off:
    count(outcome.status, outcome.answered_by.get());
    client_->reset(); // what the client has of the response must not look whole
    co_return next::close;
  case exchange::exchange::ending::client_gone:
    count(499, nullptr); // nginx's number for it: nobody receives it
    client_->reset();    // what has gone out must not look whole either
    co_return next::close;
  }
  co_return next::close;
}

awaitable<session::next> session::answer_ourselves() {
  const auto& head = memory_->request;
  const auto& settings = home_.settings();
  const admin::inquiry asked{.client = *client_,
                             .limit = limit_,
                             .patience = settings.proxy.idle_timeout,
                             .head = head,
                             .framing = framing_,
                             .by = http::standing_of(peer_.identify(head, settings), peer_, head, settings),
                             .already = {memory_->request_bytes.data() + head.size, filled_ - head.size},
                             .buffer = memory_->upload.span(),
                             .chunks = home_.request_body_limits().chunks};
  const auto reply = co_await admin::converse(home_.admin(), asked, home_.routes().view());
  if (reply.refused == reason::body_too_large)
    co_return co_await refuse(413, reply.refused, false);
  if (!reply.response)
    co_return next::close;
  const bool keep = framing_.keep_alive && !home_.draining();
  const bool sent = co_await respond(*reply.response, keep);
  if (framing_.max_forwards == 0u) // a request like others, but that it goes no further
    count(reply.response->status, nullptr);
  if (!sent)
    co_return next::close;
  if (!keep)
    co_return how_to_close(reply.rest.empty());
  carry_over(reply.rest);
  co_return next::request;
}

/// Refuses what no backend was asked for.
awaitable<session::next> session::refuse(unsigned status, reason why, bool keep_alive) {
  home_.unanswered().failures.add(why);
  home_.failures().failed_request(peer_.address, memory_->request, status, why);
  co_return co_await send_refusal(status, why, keep_alive);
}

awaitable<session::next> session::send_refusal(unsigned status, reason why, bool keep_alive) {
  const bool head_read = memory_->request.size > 0;
  const auto response = http::make_problem(
      status, why, head_read ? http::value_of(memory_->request, http::field::accept) : std::string_view(),
      why == reason::no_backend ? about_outage() : std::string());
  const bool sent = co_await respond(response, keep_alive);
  count(status, nullptr);
  if (!sent)
    co_return next::close;
  co_return keep_alive ? next::request : next::close_gently;
}

/// Since when nobody is available, and what was the last straw: no more, since strangers read it.
std::string session::about_outage() const {
  const auto& down = home_.routes().view()->down;
  if (!down)
    return {};
  const auto age = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now() - down->since);
  const auto since = "None has been for " + std::to_string(age.count()) + " s";
  if (down->why == reason::none) // it was ordered
    return since + ".";
  return since + "; the last change was for the reason " + std::string(to_string(down->why)) + ".";
}

awaitable<bool> session::respond(const http::own_response& response, bool keep_alive) {
  const bool with_body = memory_->request.method != http::verb::head;
  const bool sent = co_await http1::send_own(*client_, limit_, home_.settings().proxy.idle_timeout,
                                             http::to_bytes(response, home_.date(), keep_alive, with_body));
  ended_ = steady_clock::now();
  co_return sent;
}

/// Closing with unread bytes in the socket resets the connection, and the client might lose the response.
session::next session::how_to_close(bool all_taken) const {
  return all_taken && !client_->has_read_ahead() ? next::close : next::close_gently;
}

void session::carry_over(std::string_view rest) {
  filled_ = rest.size();
  if (filled_ > 0)
    std::memmove(memory_->request_bytes.data(), rest.data(), filled_);
}

void session::count(unsigned status, upstream::target* answered_by) {
  auto& shard = answered_by != nullptr ? answered_by->shard() : home_.unanswered();
  shard.count(observability::method_label(memory_->request.method_text), status, ended_ - begun_);
}

} // namespace loadex::net::front
