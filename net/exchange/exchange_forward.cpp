#include "net/exchange/exchange.hpp"
#include "net/front/worker.hpp"
#include "net/http1/chunk_writer.hpp"
#include "net/http1/rewrite.hpp"
#include "net/limits/upload_pace.hpp"

#include <algorithm>
#include <cstring>

// The way to the backend: the request's head and body, and the head of the answer.
namespace loadex::net::exchange {

using base::reason;
using http::attempt_failure;
using http::body_kind;
using http1::head_result;

namespace {

/// What a request is refused for whose body ends in this way.
reason failure_of(http1::body_reader::piece::kind end) {
  switch (end) {
  case http1::body_reader::piece::kind::malformed:
  case http1::body_reader::piece::kind::too_large:
    return reason::malformed_request;
  case http1::body_reader::piece::kind::too_long:
    return reason::body_too_large;
  case http1::body_reader::piece::kind::cut_off:
    return reason::client_gone;
  default:
    return reason::none;
  }
}

bool is_interim(const http::response_head& head) {
  return head.status < 200 && head.status != 101;
}

} // namespace

void exchange::hold_what_is_ready() {
  while (const auto piece = body_.ready()) {
    if (piece->what != http1::body_reader::piece::kind::data) {
      upload_failure_ = failure_of(piece->what);
      break;
    }
    memory_.held += piece->data;
  }
  held_ = memory_.held.size() <= home_.settings().proxy.replay_limit;
}

void exchange::append_body(std::string_view data, std::string& out) const {
  if (data.empty())
    return; // an empty chunk would end the body
  if (request_.body == body_kind::chunked)
    http1::append_chunk_size(data.size(), out);
  out += data;
  if (request_.body == body_kind::chunked)
    out += "\r\n";
}

void exchange::write_request() {
  const auto& proxy = home_.settings().proxy;
  http1::forwarding about;
  about.peer = peer_.address;
  about.peer_is_trusted = peer_.trusted;
  about.backend_authority = target_->authority();
  about.cdn_id = home_.cdn_id();
  about.request_id = {request_id_.data(), request_id_.size()};
  about.add_forwarded = proxy.forwarded;
  about.add_via = proxy.via;
  memory_.to_backend.clear();
  http1::write_request_head(memory_.request, request_, about, memory_.to_backend);
  append_body(memory_.held, memory_.to_backend);
  if (body_.complete() && request_.body == body_kind::chunked)
    http1::append_last_chunk(body_.trailers(), memory_.to_backend);
}

awaitable<exchange::attempt_end> exchange::converse(io::stream& backend, bool reused) {
  relaying_ = false;
  write_request();
  progress_ = steady_clock::now();
  answer_by_ = progress_ + home_.settings().proxy.response_timeout;
  guard_response();
  const std::string_view message = memory_.to_backend;
  auto sent = backend.write_now(message);
  if (!sent.error && sent.bytes < message.size()) {
    const auto rest = co_await backend.write(message.substr(sent.bytes));
    sent = {rest.error, sent.bytes + rest.bytes};
  }
  if (sent.error && sent.bytes == 0)
    co_return why_it_ended(reused ? attempt_failure::stale_before_send : attempt_failure::fresh_before_send,
                           reason::reset);
  if (!sent.error && !body_.complete()) {
    answer_by_ = steady_clock::time_point::max();
    limit_.rest();
    upload_.emplace(home_.get_executor(), upload(backend));
  }
  // After a later error there may be an answer to read still.

  auto& bytes = memory_.response_bytes;
  auto nothing_came = reused ? attempt_failure::stale_after_send : attempt_failure::fresh_ended;
  for (std::size_t filled = 0, scanned = 0;;) {
    if (!backend.has_read_ahead())
      co_await backend.readable();
    const auto got = *backend.take(asio::buffer(bytes.data() + filled, bytes.size() - filled));
    if (got.error)
      co_return why_it_ended(nothing_came, reason::reset);
    filled += got.bytes;
    nothing_came = attempt_failure::response_begun;

    auto head = read_head({bytes.data(), filled}, scanned);
    while (head.state == head_result::progress::complete && is_interim(memory_.response)) {
      if (steady_clock::now() >= answer_by_) // a flood of them leaves the watchdog no moment to act
        co_return failed(attempt_failure::deadline, reason::response_timeout, 504);
      if (!co_await pass_interim())
        co_return gone();
      filled -= memory_.response.size;
      std::memmove(bytes.data(), bytes.data() + memory_.response.size, filled);
      head = read_head({bytes.data(), filled}, scanned = 0);
    }
    if (head.state == head_result::progress::bad)
      co_return failed(attempt_failure::malformed, head.why);
    if (head.state == head_result::progress::complete) {
      const std::string_view already{bytes.data() + memory_.response.size, filled - memory_.response.size};
      using trial = actors::trial_result::outcome;
      if (config::contains(target_->backend().failing_status, memory_.response.status))
        conclude_trial(trial::failed, reason::status_unexpected);
      else
        conclude_trial(trial::passed, reason::none);
      if (answer_by_ != steady_clock::time_point::max()) // else it came before the request's end
        home_.routes().timed(*target_, steady_clock::now() - (answer_by_ - home_.settings().proxy.response_timeout));
      if (memory_.response.status == 101)
        co_return co_await switch_protocols(backend, already);
      co_return co_await relay(backend, already);
    }
  }
}

void exchange::guard_response() {
  limit_.guard(answer_by_, [this] {
    if (backend_ != nullptr)
      backend_->close();
  });
}

head_result exchange::read_head(std::string_view bytes, std::size_t& scanned) {
  return http1::read_response_head(bytes, home_.head_limits(), scanned, memory_.response);
}

/// An interim response goes on at once, but HTTP/1.0 knows none.
awaitable<bool> exchange::pass_interim() {
  if (memory_.request.version < 11)
    co_return true;
  memory_.to_client.clear();
  http1::write_response_head(memory_.response, {}, memory_.to_client);
  guard_relay(home_.settings().proxy.idle_timeout);
  const auto sent = co_await client_.write(memory_.to_client);
  guard_response();
  co_return !sent.error;
}

awaitable<> exchange::upload(io::stream& backend) {
  using kind = http1::body_reader::piece::kind;
  const auto& proxy = home_.settings().proxy;
  auto& out = memory_.to_backend;
  auto& limit = upload_limit_ ? *upload_limit_ : upload_limit_.emplace(home_.get_executor());
  const io::patience with_backend{limit, proxy.idle_timeout};
  limits::upload_pace pace(proxy.body_timeout, home_.settings().limits.upload_rate);
  while (!stopping_upload_) {
    const auto asked = steady_clock::now();
    limit.guard(asked + pace.left(), [this] { client_.cancel(); });
    waiting_on_client_ = true;
    const auto piece = co_await body_.next();
    waiting_on_client_ = false;
    pace.count(steady_clock::now() - asked, piece.data.size());
    out.clear();
    if (piece.what == kind::data) {
      held_ = held_ && memory_.held.size() + piece.data.size() <= proxy.replay_limit;
      if (held_)
        memory_.held += piece.data;
      append_body(piece.data, out);
    } else if (piece.what == kind::end) {
      watch_client();
      if (request_.body == body_kind::chunked)
        http1::append_last_chunk(body_.trailers(), out);
    } else {
      if (!stopping_upload_)
        upload_failure_ = limit.expired() ? reason::body_timeout : failure_of(piece.what);
      backend.close();
      co_return;
    }
    const auto now = steady_clock::now();
    progress_ = std::max(progress_, now); // unless none is expected
    limit.guard(now + proxy.idle_timeout, [this, &backend] {
      backend_stalled_ = true;
      backend.close();
    });
    const auto [error, n] = co_await backend.write(out, &with_backend);
    if (error || piece.what == kind::end) // after an error the backend has heard enough; it may still answer
      break;
  }
  const auto now = steady_clock::now();
  progress_ = std::max(progress_, now);
  answer_by_ = now + proxy.response_timeout;
  limit_.extend(relaying_ ? now + silence_ : answer_by_);
}

awaitable<> exchange::end_upload() {
  if (!upload_->ended()) {
    stopping_upload_ = true;
    backend_->close();
    if (waiting_on_client_)
      client_.cancel();
  }
  co_await upload_->join();
  upload_limit_->rest();
  upload_.reset();
  stopping_upload_ = false;
}

} // namespace loadex::net::exchange
