#include "net/front/http1_session.hpp"

#include "net/admin/conversation.hpp"
#include "net/admin/service.hpp"
#include "net/admin/streaming.hpp"
#include "net/front/http1_client.hpp"
#include "net/front/outage.hpp"
#include "net/front/report.hpp"
#include "net/http/header_names.hpp"
#include "net/http/normal_path.hpp"
#include "net/http/route_answer.hpp"
#include "net/http1/framing.hpp"
#include "net/http1/head_reader.hpp"
#include "net/http1/io/own_answer.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace loadex::net::front {

using base::reason;
using http1::head_result;

namespace {

constexpr char handshake_of_tls = '\x16'; // how a client begins that speaks TLS (RFC 8446, 5.1): no request does

} // namespace

http1_session::http1_session(surroundings& home, entrance_ptr at, io::stream_ptr client, const tcp_endpoint& peer)
    : session(std::move(at))
    , home_(home)
    , client_(std::move(client))
    , deadline_(home.on)
    , memory_(nullptr, {nullptr}) {
  meet(peer);
}

http1_session::~http1_session() {
  client_->on_idle_read(nullptr);
  client_->close();
}

awaitable<> http1_session::run() {
  at_rest_since_ = steady_clock::now();
  const bool is_known = co_await get_to_know();
  if (!is_known)
    co_return;
  introduced_ = true;
  if (!place_) {
    memory_ = home_.stock.borrow();
    memory_->request.clear();
    begin_record();
    co_await refuse(reason::too_many_connections);
    co_return co_await http1::close_gently(*client_, deadline_, memory_->download.span());
  }
  auto then = next::request;
  while (then == next::request) {
    if (filled_ == 0) { // nothing pipelined
      if (leaving() && requests_ > 0)
        break;
      begin_rest();
      if (!client_->has_read_ahead())
        co_await client_->readable();
      at_rest.unlink();
      if (client_->ended() || deadline_.expired() || !client_->is_open())
        break;
      memory_ = home_.stock.borrow();
    }
    scanned_ = 0;
    auto head = read_head();
    if (!head)
      head = co_await rest_of_head();
    if (head->state == head_result::progress::need_more)
      break;
    then = co_await answer(*head);
    at_rest_since_ = memory_->record.ended;
    by_ = nullptr;
    if (filled_ == 0 && then == next::request)
      memory_.reset();
  }
  if (then != next::close_gently)
    co_return;
  if (!memory_)
    memory_ = home_.stock.borrow();
  co_await http1::close_gently(*client_, deadline_, memory_->download.span());
}

void http1_session::begin_rest() {
  // One that comes out of the backlog during a shutdown may have its request waiting.
  const steady_clock::duration patience = leaving() ? patience_with_new : at().settings().proxy.idle_timeout;
  deadline_.guard(at_rest_since_ + patience, [this] { client_->cancel(); });
  home_.resting.push_back(*this);
}

void http1_session::end_stream() {
  if (streaming_ != nullptr)
    streaming_->end();
}

void http1_session::stop_if_idle() {
  end_stream();
  if (introduced_ && !at_rest.is_linked())
    return;
  if (requests_ == 0 || client_->unread() > 0)
    deadline_.extend(steady_clock::now() + patience_with_new); // its request may be on its way to us
  else
    client_->cancel(); // and what has been read ahead already is still served
}

bool http1_session::give_way() {
  const bool is_new = requests_ == 0 && steady_clock::now() < at_rest_since_ + patience_with_new;
  if (is_new || client_->unread() > 0)
    return false;
  client_->cancel();
  return true;
}

void http1_session::abort() {
  if (under_way_ == nullptr)
    return client_->close();
  client_->reset(); // what the client has of the response must not look whole
  under_way_->abort(reason::shutting_down);
}

/// The next head as far as it can be read without waiting: whole, or what is wrong with it, or `need_more` if the
/// client has left. None: the rest is still to come.
std::optional<head_result> http1_session::read_head() {
  auto& bytes = memory_->request_bytes;
  for (;;) {
    if (filled_ > 0) {
      if (bytes.data()[0] == handshake_of_tls)
        return head_result::bad(reason::unexpected_tls);
      const auto most = http1::head_limits_of(at().settings().limits, bytes.size());
      const auto head = http1::read_request_head({bytes.data(), filled_}, most, scanned_, memory_->request);
      if (head.state != head_result::progress::need_more)
        return head;
    }
    const auto got = client_->take(asio::buffer(bytes.data() + filled_, bytes.size() - filled_));
    if (!got)
      return std::nullopt;
    if (deadline_.expired())
      return head_result::bad(reason::header_timeout);
    if (got->error)
      return head_result{};
    filled_ += got->bytes;
  }
}

/// Waits for the rest of a head. Most are whole at once, and need neither this nor a deadline of their own.
awaitable<head_result> http1_session::rest_of_head() {
  deadline_.guard(steady_clock::now() + at().settings().proxy.header_timeout, [this] { client_->cancel(); });
  for (;;) {
    co_await client_->readable();
    if (const auto head = read_head())
      co_return *head;
  }
}

/// The head has been read, or is bad.
awaitable<http1_session::next> http1_session::answer(head_result head) {
  begin_record();
  if (head.state == head_result::progress::complete)
    head = http1::frame_request(memory_->request, memory_->framing);
  return head.state == head_result::progress::bad ? refuse(head.why) : answer_request();
}

/// The request is understood: it goes to a backend, or is answered here.
awaitable<http1_session::next> http1_session::answer_request() {
  const auto& settings = at().settings();
  memory_->asking = peer_.identify(memory_->request, settings.proxy.trusted_proxies);
  memory_->record.client = memory_->asking.address;
  ++requests_;
  site_->counted->requests.add(home_.worker);
  if (const auto most = settings.limits.requests_per_connection; most > 0 && requests_ >= most)
    memory_->framing.keep_alive = false;
  if (is_ours())
    return answer_ourselves();
  if (secured_ && is_misdirected())
    return refuse(reason::misdirected);
  const auto [by, ambiguous] = site_->find(memory_->request, memory_->framing, peer_.verified, memory_->normal);
  if (ambiguous)
    return refuse(reason::malformed_request);
  (by != nullptr ? *by->hits : site_->counted->unrouted).add(home_.worker);
  if (by != nullptr)
    memory_->record.route_name = by->how->name;
  if (by != nullptr && by->counted)
    memory_->record.route = by_->routes[*by->counted].get();
  const bool ends_here = memory_->framing.max_forwards == 0U || by == nullptr || !by->pool;
  if (ends_here && !(by != nullptr ? by->rates : site_->rates)->may_ask(memory_->asking.bytes))
    return refuse(reason::too_many_requests);
  if (memory_->framing.max_forwards == 0U)
    return answer_ourselves();
  if (by == nullptr)
    return refuse(reason::no_route);
  if (!by->pool)
    return answer_by(*by);
  return proxy_request(*by);
}

/// Whether the request is for one of our own addresses.
bool http1_session::is_ours() const {
  return site_->of->how.admin && home_.own.owns(memory_->framing.target, by_->what->now->all.admin);
}

/// Whether its host has other certificates than the one that the client has asked for as it came. A trusted proxy knows
/// what it does.
bool http1_session::is_misdirected() const {
  const auto& agreed = secured_->what.host;
  const auto host = http::host_of(memory_->framing.host);
  return !agreed.empty() && !host.empty() && !peer_.trusted && site_->secured &&
         !site_->secured->serves_alike(agreed, host);
}

/// Of the request whose head has been read as far as that goes.
void http1_session::begin_record() {
  by_ = at().by();
  site_ = &at().at();
  pool_ = nullptr;
  const auto& head = memory_->request;
  const auto now = steady_clock::now();
  memory_->record = {.begun = now, .ended = now, .what = {head.method_text, head.target}, .client = peer_.address};
  memory_->record.listener = site_->of->how.name;
  memory_->record.tls = secured_ ? &secured_->words : nullptr;
  memory_->record.bytes_in = head.size > 0 ? head.size : filled_;
}

/// What `by` changes of the request on its way.
exchange::changes http1_session::changes_by(const way& by) {
  exchange::changes made;
  const auto& how = *by.how;
  if (!how.request_headers.empty())
    made.of_request = &how.request_headers;
  if (!how.response_headers.empty())
    made.of_answer = &how.response_headers;
  if (how.strip_prefix) {
    made.target = http::strip_prefix(memory_->framing.target, how.path, memory_->target);
    made.prefix = how.path;
  }
  return made;
}

awaitable<http1_session::next> http1_session::proxy_request(const way& by) {
  using ending = exchange::outcome::ending;
  const auto& pool = by_->lanes[*by.pool];
  pool_ = pool.get();
  memory_->record.pool = &pool->unanswered();
  memory_->record.pool_name = pool->pool().name;
  memory_->on_the_way = changes_by(by);
  const exchange::request asked{memory_->request, memory_->framing, peer_,    memory_->asking,
                                *by.settings,     *by_->what->now,  *by.rates};
  http1_client asking(home_, at(), *by.settings, {*client_, deadline_, upload_deadline_}, *memory_, memory_->framing,
                      behind_head());
  exchange::exchange through(pool->services(), asked, asking, *memory_, logins_.at(pool->pool().number),
                             memory_->record);
  under_way_ = &through;
  home_.busy.push_front(*this);
  const auto outcome = co_await through.run();
  under_way.unlink();
  under_way_ = nullptr;
  memory_->record.bytes_in += asking.bytes_in();
  memory_->record.bytes_out += asking.bytes_out();
  memory_->record.body_out += asking.bytes_out() - std::min(asking.bytes_out(), asking.heads_out());
  if (outcome.how == ending::refused) {
    const bool keep = memory_->framing.keep_alive && asking.body_complete() && !leaving();
    const auto then = co_await send_refusal(outcome.why, keep);
    if (then == next::request)
      carry_over(asking.rest());
    co_return then;
  }
  report(home_, *memory_);
  if (outcome.how != ending::relayed) {
    client_->reset(); // what has gone out must not look whole
    co_return next::close;
  }
  if (!asking.keeps_alive())
    co_return how_to_close(asking.body_complete() && asking.rest().empty());
  carry_over(asking.rest());
  co_return next::request;
}

/// Answers what the route says: sends the client elsewhere, or a text.
awaitable<http1_session::next> http1_session::answer_by(const way& by) {
  const auto answer = http::answer_of(*by.how, memory_->framing);
  memory_->record.status = answer.status;
  const bool is_whole = memory_->framing.body == http::body_kind::none ||
                        (memory_->framing.body == http::body_kind::length && memory_->framing.length == 0);
  const bool keep = memory_->framing.keep_alive && is_whole && !leaving();
  const bool sent = co_await respond(answer, keep);
  report(home_, *memory_);
  if (!sent)
    co_return next::close;
  if (!keep)
    co_return how_to_close(is_whole && behind_head().empty());
  carry_over(behind_head());
  co_return next::request;
}

awaitable<http1_session::next> http1_session::answer_ourselves() {
  const auto& head = memory_->request;
  const auto& settings = at().settings();
  const auto& admin = by_->what->now->all.admin;
  const admin::inquiry asked{
      .client = *client_,
      .deadline = deadline_,
      .patience = settings.proxy.idle_timeout,
      .head = head,
      .framing = memory_->framing,
      .asking = memory_->asking,
      .by = http::standing_of(memory_->asking, peer_, head, settings.proxy.trusted_proxies, admin.allow),
      .how = admin,
      .already = behind_head(),
      .buffer = memory_->upload.span(),
      .chunks = {settings.limits.chunk_line, settings.limits.trailers},
      .under_way = streaming_,
      .stopping = home_.draining};
  const bool counts = !is_ours(); // a request like others, but that it goes no further
  const auto reply = co_await admin::converse(home_.own, asked, *by_);
  if (counts && reply.refused == reason::body_too_large)
    co_return co_await refuse(reply.refused);
  if (!reply.response)
    co_return next::close;
  const bool keep = memory_->framing.keep_alive && reply.refused == reason::none && !leaving();
  const bool sent = co_await respond(*reply.response, keep);
  if (counts) {
    memory_->record.status = reply.response->status;
    report(home_, *memory_);
  }
  if (!sent)
    co_return next::close;
  if (!keep)
    co_return how_to_close(reply.refused == reason::none && reply.rest.empty());
  carry_over(reply.rest);
  co_return next::request;
}

/// Refuses what no backend was asked for, and closes the connection.
awaitable<http1_session::next> http1_session::refuse(reason why) {
  memory_->record.status = http::status_of(why);
  memory_->record.failed = why;
  return send_refusal(why, false);
}

awaitable<http1_session::next> http1_session::send_refusal(reason why, bool keep_alive) {
  const auto& head = memory_->request;
  const auto accept = head.size > 0 ? http::value_of(head, http::field::accept) : std::string_view();
  const auto response = http::make_problem(
      memory_->record.status, why, accept,
      why == reason::no_backend && pool_ != nullptr ? about_outage(*pool_->backends().view()) : std::string());
  const bool sent = co_await respond(response, keep_alive);
  report(home_, *memory_);
  if (!sent)
    co_return next::close;
  co_return keep_alive ? next::request : next::close_gently;
}

awaitable<bool> http1_session::respond(const http::own_response& response, bool keep_alive) {
  const bool with_body = memory_->request.method != http::verb::head;
  auto bytes = http1::to_bytes(response, home_.date, keep_alive, with_body);
  const auto size = bytes.size();
  const bool sent = co_await http1::send_own(*client_, deadline_, at().settings().proxy.idle_timeout, std::move(bytes));
  memory_->record.ended = steady_clock::now();
  if (sent) {
    memory_->record.bytes_out += size;
    memory_->record.body_out += with_body ? response.body.size() : 0;
  }
  co_return sent;
}

void http1_session::carry_over(std::string_view rest) {
  filled_ = rest.size();
  if (filled_ > 0)
    std::memmove(memory_->request_bytes.data(), rest.data(), filled_);
}

} // namespace loadex::net::front
