#include "net/exchange/exchange.hpp"

#include "net/http/affinity.hpp"
#include "net/http/balancing_key.hpp"
#include "net/http/cdn_loop.hpp"
#include "net/http/header_names.hpp"
#include "net/http/method.hpp"
#include "net/http/retry.hpp"
#include "net/upstream/fault.hpp"

#include <algorithm>
#include <exception>
#include <utility>

namespace loadex::net::exchange {

using base::reason;
using http::attempt_failure;
using ending = outcome::ending;

namespace {

bool asks_for_trace(const http::request_head& head) {
  return std::ranges::any_of(head.headers, [](const http::header& h) {
    return h.known == http::field::unknown && h.value == "1" && http::is_x_loadex_trace(h);
  });
}

/// Whether the client may know, and has asked, who answers.
bool is_traced(const request& asked) {
  const auto& peer = asked.peer;
  return (peer.admin || peer.trusted) && asks_for_trace(asked.head) &&
         http::standing_of(asked.asking, peer, asked.head, asked.settings.proxy.trusted_proxies,
                           asked.now.all.admin.allow)
             .is_admin();
}

} // namespace

exchange::exchange(services& shared, const request& asked, client& asking, workspace& memory,
                   upstream::bound_connection& login, observability::request_record& record)
    : asked_(asked)
    , record_(record)
    , way_(shared.backends, *this,
           http::affinity_of(asked.head, asked.settings.balancing, shared.backends.view()->plan), login)
    , of_{.shared = shared,
          .settings = asked.settings,
          .asked = asked,
          .asking = asking,
          .memory = memory,
          .way = way_,
          .traced = is_traced(asked),
          .request_id = shared.ids.next(),
          .trace = http::trace_of(asked.head),
          .watching = *this,
          .record = record} {
  memory.held.clear();
  memory.traceparent.clear();
  if (of_.trace.parent.empty() && of_.settings.proxy.traceparent == config::trace_start::start)
    shared.ids.next_trace(memory.traceparent);
  record_.request_id = {of_.request_id.data(), of_.request_id.size()};
  record_.traceparent = of_.trace.parent.empty() ? memory.traceparent : of_.trace.parent;
}

awaitable<outcome> exchange::run() {
  if (const auto why_not = refuse_at_once())
    co_return *why_not;
  if (of_.asking.body_complete())
    of_.watch_client();
  outcome end;
  do {
    if (way_.must_ask()) {
      const auto why = co_await gain_place();
      if (why != reason::none) {
        end = without_place(why, end);
        break;
      }
    }
    enter(end);
    auto backend = std::exchange(fresh_, false) ? nullptr : way_.reuse();
    const bool reused = backend != nullptr;
    if (!reused)
      backend = co_await connect(end);
    if (backend) {
      attempt one(of_, *backend, reused, way_.is_bound());
      under_way_ = &one;
      std::exception_ptr thrown; // the upload refers to the attempt: it must have ended before anything unwinds
      try {
        auto ended = one.send();
        if (!ended && one.is_sent()) {
          if (!backend->has_read_ahead())
            co_await backend->readable();
          ended = one.take_answer();
        }
        if (!ended)
          ended = co_await one.run();
        end = *ended;
      } catch (...) {
        thrown = std::current_exception();
      }
      if (one.has_upload())
        co_await one.end_upload();
      under_way_ = nullptr;
      if (thrown)
        std::rethrow_exception(thrown);
      conclude(one, std::move(backend), end);
    }
    way_.leave();
  } while (end.failure && try_again(end));
  of_.asking.watch(nullptr);
  of_.asking.deadline().rest();
  record_.status = end.status;
  record_.why = end.why;
  if (entered_)
    record_.backend = entered_->url();
  if (end.how == ending::relayed || end.how == ending::cut_off)
    record_.answered_by = &way_.at().shard();
  co_return end;
}

/// What needs no backend to be refused, and the choice of the first.
std::optional<outcome> exchange::refuse_at_once() {
  of_.shared.budget.deposit();
  hold_what_is_ready();
  if (of_.upload_failure != reason::none)
    return refused(of_.upload_failure);
  if (http::was_forwarded_by(of_.shared.cdn_id, asked_.head))
    return refused(reason::loop_detected);
  if (!asked_.rates.may_ask(asked_.asking.bytes))
    return refused(reason::too_many_requests);
  if (!way_.begin())
    return refused(reason::no_backend);
  return std::nullopt;
}

void exchange::hold_what_is_ready() {
  while (const auto piece = of_.asking.ready()) {
    if (piece->what != http::body_piece::kind::data) {
      of_.upload_failure = failure_of(piece->what);
      break;
    }
    of_.memory.held.add(piece->data, of_.memory.request_bytes.holds(piece->data));
  }
  of_.held = of_.memory.held.size() <= of_.settings.proxy.replay_limit;
}

std::string_view exchange::key(config::algorithm which) const {
  return http::balancing_key(asked_.head, asked_.asking.address, asked_.framing.target, which, of_.settings.balancing);
}

bool exchange::is_repeatable() const {
  return of_.held && http::is_idempotent(asked_.head.method, asked_.head.method_text);
}

awaitable<reason> exchange::gain_place() {
  const auto begun = steady_clock::now();
  const auto why = co_await way_.gain_place(of_.asking.deadline(), begun + of_.settings.balancing.queue_timeout);
  record_.queued += steady_clock::now() - begun;
  co_return why;
}

/// The request goes to the target: once more, if it has failed `before`.
void exchange::enter(const outcome& before) {
  if (before.failure) {
    of_.shared.retries.done.add(before.why);
    entered_->shard().repeated.add();
  }
  way_.enter();
  entered_ = &way_.at();
  ++record_.attempts;
  record_.answered = {};
}

/// The end of a request that has got no place; `before` is how its last attempt ended, if there was one.
outcome exchange::without_place(reason why, const outcome& before) {
  if (why == reason::client_gone) {
    record_.ended = steady_clock::now();
    return of_.gone();
  }
  if (why == reason::no_backend && before.failure) {
    of_.shared.retries.refused.add(why);
    return before;
  }
  return refused(why);
}

/// Refuses the request by no fault of a backend.
outcome exchange::refused(reason why) {
  record_.failed = why;
  record_.status = why == reason::no_backend ? of_.settings.proxy.no_backend_status : http::status_of(why);
  return {ending::refused, record_.status, why};
}

/// A fresh connection to the target, else null and how the attempt has ended.
awaitable<io::stream_ptr> exchange::connect(outcome& why_not) {
  of_.asking.deadline().rest();
  const auto begun = record_.tried = steady_clock::now();
  auto reached = co_await way_.connect(begun + of_.settings.proxy.connect_timeout);
  const auto now = steady_clock::now();
  record_.connecting += now - begun;
  if (reached.stream) {
    way_.at().shard().connect.add(now - begun);
    co_return std::move(reached.stream);
  }
  record_.ended = now;
  if (of_.client_left()) {
    why_not = told(of_.gone());
  } else {
    tell_fault(reached.why);
    why_not = {ending::refused, http::status_of(reached.why), reached.why, attempt_failure::could_not_connect};
  }
  co_return nullptr;
}

/// Tells of a failure that the attempt has ended with, which no backend is to blame for: the request has ended, too.
outcome exchange::told(const outcome& end) {
  record_.failed = end.why;
  record_.with = &way_.at().shard();
  return end;
}

void exchange::tell_fault(reason why) {
  auto& at = way_.at();
  of_.shared.records.attempt_failed(at.shard(), at.backend().url.text(), record_.what, why);
}

/// What becomes of the connection, and what the backend's actor and the metrics are told, after an attempt.
void exchange::conclude(const attempt& made, io::stream_ptr backend, const outcome& end) {
  record_.ended = steady_clock::now();
  const auto [received, sent] = backend->take_counts();
  way_.at().shard().received.add(received);
  way_.at().shard().sent.add(sent);
  if (made.is_reusable())
    way_.keep(std::move(backend), made.binds_login(), record_.ended);
  else
    backend->close();

  if (end.how == ending::relayed) {
    const auto& to = way_.at().backend();
    const bool is_failure = config::contains(to.failing_status, end.status);
    if (is_failure)
      of_.shared.records.status_unexpected(way_.at().shard());
    return way_.ended(is_failure ? reason::status_unexpected : reason::none);
  }
  if (end.failure == attempt_failure::stale_before_send || end.failure == attempt_failure::stale_after_send)
    return;
  if (end.why == reason::response_timeout)
    way_.timed_out(of_.settings.proxy.response_timeout);
  way_.ended(end.why);
  if (upstream::blames_backend(end.why) || end.why == reason::response_too_large)
    tell_fault(end.why);
  else
    told(end);
}

bool exchange::try_again(const outcome& end) {
  const bool first_there = way_.note_failure();
  http::attempt a;
  a.failure = *end.failure;
  a.idempotent = http::is_idempotent(asked_.head.method, asked_.head.method_text);
  a.body_held = of_.held;
  a.same_backend_retried = !first_there;
  a.backends_tried = way_.backends_tried();
  a.attempts_allowed = of_.settings.proxy.attempts;
  a.budget_left = of_.shared.budget.available(steady_clock::now());
  const auto decision = http::decide_retry(a);

  auto& counted = of_.shared.retries;
  switch (decision.next) {
  case http::retry_decision::action::give_up:
    if (a.failure == attempt_failure::stale_after_send) // no fault of the backend, but the client is told 502
      tell_fault(end.why);
    if (decision.refused != reason::none)
      counted.refused.add(decision.refused);
    return false;
  case http::retry_decision::action::same_backend:
    fresh_ = true;
    break;
  case http::retry_decision::action::another_backend:
    if (!way_.move_on()) {
      counted.refused.add(reason::no_backend);
      return false;
    }
    if (a.backends_tried > 1)
      of_.shared.budget.withdraw(); // the first failover is free
    break;
  }
  return true;
}

void exchange::abort(reason why) {
  of_.abandoned = why;
  way_.abort();
  if (under_way_ != nullptr)
    under_way_->abort();
}

void exchange::check_client() {
  if (under_way_ != nullptr)
    under_way_->check_client();
  else if (of_.asking.has_left_unnoticed(true))
    client_left();
}

} // namespace loadex::net::exchange
