#include "net/exchange/exchange.hpp"

#include "net/front/worker.hpp"
#include "net/http/affinity.hpp"
#include "net/http/balancing_key.hpp"
#include "net/http/cdn_loop.hpp"
#include "net/http/header_names.hpp"
#include "net/http/method.hpp"
#include "net/http1/rewrite.hpp"

#include <algorithm>
#include <exception>
#include <utility>

// The course of a request over its attempts: pick, connect or reuse, retry. What happens on one backend's connection is
// in exchange_forward.cpp and exchange_relay.cpp.
namespace loadex::net::exchange {

using base::reason;
using http::attempt_failure;

namespace {

constexpr unsigned most_overtaken = 4;

/// Counts a request as open at a backend for as long as it lives, on every path out.
class lease {
public:
  /// `counted`: the backend's actor has done so already.
  lease(upstream::dispatcher& r, upstream::target& u, bool counted)
      : router_(r)
      , upstream_(u) {
    if (!counted)
      router_.opened(upstream_);
  }
  lease(const lease&) = delete;
  lease& operator=(const lease&) = delete;
  ~lease() { router_.closed(upstream_); }

private:
  upstream::dispatcher& router_;
  upstream::target& upstream_;
};

bool asks_for_trace(const http::request_head& head) {
  return std::ranges::any_of(head.headers, [](const http::header& h) {
    return h.known == http::field::unknown && h.value == "1" && http::is_x_loadex_trace(h);
  });
}

/// The answer to a request whose body failed for this reason.
unsigned status_of(reason upload_failure) {
  switch (upload_failure) {
  case reason::body_timeout:
    return 408;
  case reason::body_too_large:
    return 413;
  default:
    return 400;
  }
}

/// Whether the failure says something about the backend, and not about us or the client.
bool blames_backend(reason why) {
  switch (why) {
  case reason::connect_refused:
  case reason::connect_timeout:
  case reason::connect_failed:
  case reason::reset:
  case reason::response_timeout:
  case reason::idle_timeout:
  case reason::malformed_response:
    return true;
  default:
    return false;
  }
}

} // namespace

exchange::exchange(front::worker& home, const client_side& client, workspace& memory,
                   const http::request_framing& request, std::string_view already)
    : home_(home)
    , client_(client.stream)
    , limit_(client.limit)
    , upload_limit_(client.upload_limit)
    , bound_(client.bound)
    , peer_(client.peer)
    , memory_(memory)
    , request_(request)
    , asking_(peer_.identify(memory.request, home.settings()))
    , affinity_(http::affinity_of(memory.request, home.settings().balancing, home.routes().view()->plan))
    , traced_((peer_.admin || peer_.trusted) && asks_for_trace(memory.request) &&
              http::standing_of(asking_, peer_, memory.request, home.settings()).is_admin())
    , request_id_(home.next_request_id())
    , body_(client_, request.body, request.length, already, memory.upload.span(), home.request_body_limits()) {
  memory_.held.clear();
}

awaitable<exchange::outcome> exchange::run() {
  home_.budget().deposit();
  hold_what_is_ready();
  if (upload_failure_ != reason::none)
    co_return refused_at_once(status_of(upload_failure_), upload_failure_);
  if (http::was_forwarded_by(home_.cdn_id(), memory_.request))
    co_return refused_at_once(508, reason::loop_detected);
  if (!may_request())
    co_return refused_at_once(429, reason::too_many_requests);
  target_ = bound_.backend();
  if (!target_)
    target_ = pick();
  if (!target_)
    co_return refused_at_once(home_.settings().proxy.no_backend_status, reason::no_backend);

  if (body_.complete())
    watch_client();
  attempt_end end;
  do {
    if (target_->gated)
      if (const auto why = co_await gain_place(); why != reason::none) {
        end = refused_place(why, end);
        break;
      }
    end = co_await attempt(*target_, std::exchange(fresh_, false));
    admission_.reset();
  } while (end.failure && try_again(end));
  client_.on_idle_read(nullptr);
  limit_.rest();
  const bool answered = end.how == ending::relayed || end.how == ending::cut_off;
  co_return outcome{end.how, end.status, end.why, end.keep_alive && body_.complete(), answered ? target_ : nullptr,
                    ended_};
}

/// The next backend that is not excluded.
upstream::target_ptr exchange::pick() {
  auto& routes = home_.routes();
  const auto key = http::balancing_key(memory_.request, asking_.address, request_.target, routes.algorithm(),
                                       home_.settings().balancing);
  return routes.pick({key, affinity_, {excluded_.data(), excluded_count_}, is_repeatable()});
}

bool exchange::is_repeatable() const {
  return held_ && http::is_idempotent(memory_.request.method, memory_.request.method_text);
}

/// Waits for a place at the target; if it takes nobody, at another. Returns why there is none to be had, if so.
awaitable<reason> exchange::gain_place() {
  const auto deadline = steady_clock::now() + home_.settings().balancing.queue_timeout;
  const auto bound_to = bound_.backend(); // where the client is logged in
  progress_ = steady_clock::time_point::max();
  auto why = reason::no_backend;
  unsigned overtaken = 0;
  upstream::target_ptr without_room;
  while (target_->gated) {
    // Where others were quicker there may be room elsewhere: whoever is sent to the same again knows that there is
    // none.
    const bool waits = overtaken == most_overtaken || target_ == without_room || target_ == bound_to;
    admission_.emplace(home_.routes(), target_, is_repeatable());
    const auto got = co_await admission_->ask(home_.get_executor(), waits, limit_, deadline);
    if (got == actors::place::granted || got == actors::place::trial)
      co_return reason::none;
    admission_.reset();
    if (client_left())
      co_return reason::client_gone;
    if (!got)
      co_return reason::queue_timeout;
    if (got == actors::place::queue_full)
      why = reason::queue_full;
    if (got == actors::place::no_room) {
      ++overtaken;
      without_room = target_;
    } else {
      exclude_target();
    }
    auto next = excluded_count_ < excluded_.size() ? pick() : nullptr; // else it might be one that has refused already
    if (!next)
      co_return why;
    target_ = std::move(next);
  }
  co_return reason::none;
}

/// The end of a request that has got no place; `before` is how its last attempt ended, if there was one.
exchange::attempt_end exchange::refused_place(reason why, const attempt_end& before) {
  if (why == reason::client_gone)
    return gone();
  if (why == reason::no_backend && before.failure) {
    home_.counters().retries_refused.add(why);
    return before;
  }
  const auto status = why == reason::no_backend ? home_.settings().proxy.no_backend_status : 503;
  refused_at_once(status, why);
  return {ending::refused, status, why, {}, true};
}

void exchange::conclude_trial(actors::trial_result::outcome how, reason why) {
  if (admission_)
    admission_->conclude({how, why});
}

void exchange::exclude_target() {
  if (excluded_count_ < excluded_.size())
    excluded_[excluded_count_++] = target_->backend().id;
}

/// Refuses the request without having asked any backend.
exchange::outcome exchange::refused_at_once(unsigned status, reason why) {
  home_.unanswered().failures.add(why);
  home_.failures().failed_request(asking_.address, memory_.request, status, why);
  return {ending::refused, status, why, upload_failure_ == reason::none, nullptr, ended_};
}

bool exchange::may_request() const {
  return home_.client_rates().may_ask(asking_.bytes);
}

void exchange::abort(reason why) {
  abandoned_ = why;
  connecting_.cancel();
  if (admission_)
    admission_->give_up();
  if (backend_ != nullptr)
    backend_->close(); // whoever waits for it goes on and finds that there is nobody to answer
}

bool exchange::try_again(const attempt_end& end) {
  const bool new_backend = excluded_count_ == 0 || excluded_[excluded_count_ - 1] != target_->backend().id;
  if (new_backend) {
    exclude_target();
    ++backends_tried_;
  }

  http::attempt a;
  a.failure = *end.failure;
  a.idempotent = http::is_idempotent(memory_.request.method, memory_.request.method_text);
  a.body_held = held_;
  a.same_backend_retried = !new_backend;
  a.backends_tried = backends_tried_;
  a.attempts_allowed = home_.settings().proxy.attempts;
  a.budget_left = home_.budget().available(steady_clock::now());
  const auto decision = http::decide_retry(a);

  auto& counters = home_.counters();
  switch (decision.next) {
  case http::retry_decision::action::give_up:
    if (a.failure == http::attempt_failure::stale_after_send) { // no fault of the backend, but the client is told 502
      target_->shard().failures.add(end.why);
      home_.failures().proxy_error(target_->backend().url.text(), memory_.request, end.why);
    }
    if (decision.refused != reason::none)
      counters.retries_refused.add(decision.refused);
    return false;
  case http::retry_decision::action::same_backend:
    fresh_ = true;
    break;
  case http::retry_decision::action::another_backend: {
    auto next = pick();
    if (!next) {
      counters.retries_refused.add(reason::no_backend);
      return false;
    }
    if (backends_tried_ > 1)
      home_.budget().withdraw(); // the first failover is free
    target_ = std::move(next);
    break;
  }
  }
  counters.retries.add(end.why);
  return true;
}

awaitable<exchange::attempt_end> exchange::attempt(upstream::target& target, bool fresh) {
  auto& routes = home_.routes();
  const lease open(routes, target, admission_.has_value());
  using trial = actors::trial_result::outcome;
  auto backend = fresh ? nullptr : bound_.take(target);
  binds_login_ = request_.binds_login || backend;
  if (!backend && !fresh)
    backend = target.take_idle();
  const bool reused = backend != nullptr;
  if (!reused) {
    limit_.rest();
    const auto deadline = steady_clock::now() + home_.settings().proxy.connect_timeout;
    auto reached = co_await target.connect(home_.get_executor(), deadline, connecting_);
    if (!reached.stream) {
      ended_ = steady_clock::now();
      target.shard().failures.add(client_left() ? gone().why : reached.why);
      if (client_left())
        co_return gone();
      if (blames_backend(reached.why)) {
        conclude_trial(trial::failed, reached.why);
        routes.failed(target, reached.why, true);
        routes.refresh_addresses(target);
      }
      home_.failures().proxy_error(target.backend().url.text(), memory_.request, reached.why);
      co_return failed(attempt_failure::could_not_connect, reached.why,
                       reached.why == reason::no_descriptors ? 503 : 502);
    }
    backend = std::move(reached.stream);
  }

  backend_ = backend.get();
  reusable_ = false;
  backend_stalled_ = false;
  attempt_end end = gone();
  std::exception_ptr thrown; // the upload refers to us: it must have ended before anything unwinds
  if (!client_left()) {
    try {
      end = co_await converse(*backend, reused);
    } catch (...) {
      thrown = std::current_exception();
    }
  }
  if (upload_)
    co_await end_upload();
  backend_ = nullptr;
  if (thrown)
    std::rethrow_exception(thrown);
  ended_ = steady_clock::now();
  if (reusable_ && binds_login_)
    bound_.keep(&target, std::move(backend));
  else if (reusable_)
    target.put_idle(std::move(backend), ended_);
  else
    backend->close();

  const bool stale =
      end.failure == attempt_failure::stale_before_send || end.failure == attempt_failure::stale_after_send;
  if (end.how == ending::relayed && config::contains(target.backend().failing_status, memory_.response.status)) {
    target.shard().failures.add(reason::status_unexpected);
    routes.failed(target, reason::status_unexpected, false);
  } else if (end.how == ending::relayed) {
    routes.succeeded(target);
  } else if (!stale) {
    target.shard().failures.add(end.why);
    if (end.why == reason::response_timeout)
      routes.timed(target, home_.settings().proxy.response_timeout);
    if (blames_backend(end.why)) {
      conclude_trial(trial::failed, end.why);
      routes.failed(target, end.why, false);
      home_.failures().proxy_error(target.backend().url.text(), memory_.request, end.why);
    } else if (end.why == reason::response_too_large) {
      home_.failures().proxy_error(target.backend().url.text(), memory_.request, end.why);
    } else {
      home_.failures().failed_request(asking_.address, memory_.request, end.status, end.why);
    }
  }
  co_return end;
}

exchange::attempt_end exchange::failed(attempt_failure kind, reason why, unsigned status) {
  return {ending::refused, status, why, kind, true}; // nothing has gone to the client
}

/// 499 is nginx's number for it: nobody receives it.
exchange::attempt_end exchange::gone(reason why) const {
  return {ending::client_gone, 499, abandoned_ != reason::none ? abandoned_ : why, {}, false};
}

exchange::attempt_end exchange::why_it_ended(attempt_failure kind, reason why) {
  if (client_left())
    return gone();
  if (upload_failure_ != reason::none) // the client broke its own request
    return {ending::refused, status_of(upload_failure_), upload_failure_, {}, false};
  if (limit_.expired() || backend_stalled_)
    return failed(attempt_failure::deadline, reason::response_timeout, 504);
  return failed(kind, why);
}

bool exchange::client_left() const noexcept {
  return abandoned_ != reason::none || client_.peer_left() || upload_failure_ == reason::client_gone;
}

void exchange::watch_client() {
  client_.read_ahead();
  client_.on_idle_read([this] {
    if (client_.peer_left() || (client_.peer_finished() && finishing_is_leaving()))
      abort(reason::client_gone);
  });
}

/// One that asks for a tunnel may end its side of that before it has begun.
bool exchange::finishing_is_leaving() const {
  const bool may_be_tunnel = request_.upgrade && (!relaying_ || memory_.response.status == 101);
  return home_.settings().proxy.abort_on_close && !may_be_tunnel;
}

void exchange::check_client() {
  if (tunnel_ != nullptr)
    return tunnel_->check();
  if (client_.listening() || waiting_on_client_)
    return; // else reading notices
  const auto fate = client_.look_behind();
  const bool silent_for_long = progress_ < steady_clock::now() - home_.settings().proxy.tunnel_half_closed_timeout;
  if (fate.reset || (fate.finished && (silent_for_long || finishing_is_leaving())))
    abort(reason::client_gone);
}

} // namespace loadex::net::exchange
