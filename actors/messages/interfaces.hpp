#pragma once

#include "actors/balancing/strategy.hpp"
#include "actors/health/circuit.hpp"
#include "actors/health/state.hpp"
#include "actors/runtime/reply_slot.hpp"
#include "base/reason.hpp"
#include "config/settings.hpp"
#include "observability/event.hpp"

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/replies_to.hpp>
#include <caf/typed_actor.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

/// Every message and every actor interface. Messages never leave the process, so they are plain structs.
namespace loadex::actors {

struct explanation;
struct pool_view;
using pool_view_ptr = std::shared_ptr<const pool_view>;

// ---- backend actor: the only owner of one backend's health and connection count ----

/// What a probe found. From the probe actor (which says it of every probe it began).
struct probe_verdict {
  bool healthy = false;
  base::reason why = base::reason::none;
  std::string detail; // for people: `HTTP 503`, `Connection refused`

  bool operator==(const probe_verdict&) const = default;
};

/// What one worker has done with the backend since its last report. Sent at most once per loop turn.
struct traffic_report {
  std::uint32_t opened = 0;              // requests begun
  std::uint32_t closed = 0;              // requests ended, however
  std::uint32_t failed_connects = 0;     // refused or timed out: take the backend out at once
  std::uint32_t succeeded = 0;           // requests that ended well
  std::uint32_t failed = 0;              // requests that broke
  std::uint32_t trailing_failures = 0;   // those of them since the last that ended well
  base::reason why = base::reason::none; // of the last failure
  std::uint32_t timed = 0;               // responses whose latency is known
  std::chrono::microseconds longest{0};  // until such a response began
  std::chrono::microseconds together{0};
};

/// Tell the pool, with backend_empty, as soon as no request is with the backend: at once, if so. From the pool, when no
/// worker can choose the backend any more; of several only the latest counts.
struct watch_for_empty {
  std::uint64_t drain = 0; // which one
};

/// What a request that asked for a place at a backend gets.
enum class place {
  granted,     // it is counted as opened: begin
  trial,       // likewise, and all the others wait for how it ends: see trial_result
  no_room,     // others were quicker, and the request would not wait
  queue_full,  // too many are waiting already
  unavailable, // the backend takes nobody just now: go to another
};

/// Asks for a place at a backend that is gated (see balancing::candidate). Answered at once, or when the request's turn
/// has come; the answer is dropped if it leaves the queue before.
struct request_place {
  const void* asker = nullptr; // tells it apart from the others that wait
  bool repeatable = true;      // elsewhere: else it must not be a trial
  bool waits = true;           // for room; else it is told that there is none
  reply_slot<place> reply;
};

/// The request of that asker waits no more. Nothing happens if it has been answered.
struct leave_queue {
  const void* asker = nullptr;
};

/// How a trial went: once, as soon as it is known.
struct trial_result {
  enum class outcome { passed, failed, nothing_learnt };

  outcome what = outcome::nothing_learnt;
  base::reason why = base::reason::none; // it failed
};

/// From the pool, which sees to it that not too many are: the backend is down, because of requests that broke (see
/// requests_break), until its probes bring it back.
struct take_out {
  base::reason why = base::reason::none;
  std::string detail; // for people
};

/// From the pool, likewise: no requests for a while.
struct eject {};

/// From the pool, for the same reason: whatever either of them has done ends now.
struct readmit {};

/// The ejection of that number is over. To itself.
struct ejection_over {
  std::uint64_t number = 0;
};

/// The backend is put into service, or taken out of it. From the pool.
struct serve {
  bool in_service = true;
  bool cold = false; // it has been out of service for a while
};

/// The part of its weight that a backend keeps for its latency. From the pool.
struct limit_share {
  double to = 1;
};

/// Time to look how much of its weight counts. To itself.
struct share_tick {};

using backend_actor =
    caf::typed_actor<caf::reacts_to<probe_verdict>, caf::reacts_to<traffic_report>, caf::reacts_to<watch_for_empty>,
                     caf::reacts_to<request_place>, caf::reacts_to<leave_queue>, caf::reacts_to<trial_result>,
                     caf::reacts_to<take_out>, caf::reacts_to<eject>, caf::reacts_to<readmit>,
                     caf::reacts_to<ejection_over>, caf::reacts_to<serve>, caf::reacts_to<limit_share>,
                     caf::reacts_to<share_tick>>;

// ---- probe actor: asks on a timer ----

/// Probe at once, then regularly, and tell `backend` what was found. From that backend actor, once.
struct begin_probing {
  backend_actor backend;
};

/// Time to probe. To itself; of an older generation it is ignored.
struct probe_tick {
  std::uint64_t generation = 0;
};

/// Probe again after `delay` instead of at the next regular time; an answer still awaited is too old to count. From the
/// backend actor.
struct probe_soon {
  std::chrono::milliseconds delay{0};
};

/// The prober's answer to the tick of `generation`.
struct probe_result {
  std::uint64_t generation = 0;
  probe_verdict verdict;
};

using probe_actor = caf::typed_actor<caf::reacts_to<begin_probing>, caf::reacts_to<probe_tick>,
                                     caf::reacts_to<probe_soon>, caf::reacts_to<probe_result>>;

// ---- pool actor: membership ----

/// A backend of the pool as people name it: by its id or its URL.
using backend_name = std::variant<balancing::backend_id, config::backend_url>;

/// What became of an order to the pool.
struct membership_change {
  enum class outcome {
    done,
    unchanged,  // it was so already
    not_found,  // no such backend
    superseded, // a later order took its place
  };

  outcome what = outcome::done;
  balancing::backend_id id = 0;    // of the backend, if there is one
  std::uint32_t requests_left = 0; // that were with it when a drain had to end
};

/// Takes a newly published view; called on any thread, must not block.
using view_sink = std::function<void(pool_view_ptr)>;

/// Gives `sink` the newest view at once and every later one.
struct subscribe {
  view_sink sink;
};

/// Gives `sink` the events that are kept and numbered above `after`, then every one that comes.
struct subscribe_to_events {
  std::uint64_t after = 0;
  observability::event_sink sink;
};

/// Adds a backend. One that is there stays as it is, but if it is about to leave, it stays in service. Answered once
/// the view that shows it is published.
struct add_backend {
  config::backend_settings backend;
  reply_slot<membership_change> reply;
};

/// No new request reaches the backend; those with it end as they would. Answered when it is empty, or has been draining
/// for `deadline`: then it is disabled. It counts as empty once nobody holds a view that offers it: whoever waits for
/// the answer must hold none.
struct drain_backend {
  backend_name who;
  std::chrono::milliseconds deadline{0};
  reply_slot<membership_change> reply;
};

/// Drains the backend, then takes it out of the pool. Requests that are with it at the deadline still end as they
/// would.
struct remove_backend {
  backend_name who;
  std::chrono::milliseconds deadline{0};
  reply_slot<membership_change> reply;
};

/// No new request reaches the backend until it is enabled; it is probed all the same. Answered once that is published.
struct disable_backend {
  backend_name who;
  reply_slot<membership_change> reply;
};

/// Puts a disabled, draining or leaving backend back into service. Answered once that is published.
struct enable_backend {
  backend_name who;
  reply_slot<membership_change> reply;
};

/// Answered once the view with the weight is published.
struct change_weight {
  backend_name who;
  std::uint32_t weight = 1; // 0 to 1000
  reply_slot<membership_change> reply;
};

/// Answered once the view with the algorithm is published.
struct change_algorithm {
  config::algorithm to{};
  reply_slot<membership_change> reply;
};

/// Asks who would get a request now, and why nobody else.
struct explain {
  std::string key{}; // as balancing::query has it
  std::uint64_t affinity = 0;
  std::vector<balancing::backend_id> tried{};
  reply_slot<explanation> reply{};
};

/// How a backend is now, after a change. From its backend actor.
struct health_change {
  balancing::backend_id id = 0;
  health::state health = health::state::checking; // or healthy, or unhealthy: as probes and traffic see it
  health::circuit::state circuit{};
  bool only_for_requests = false; // it is unhealthy because requests broke: no probe has found so
  bool eased = false;             // not all of its weight counts
  bool wants_ejection = false;    // it has failed too often
  observability::decider by = observability::decider::probe;
  base::reason why = base::reason::none;
  std::string detail;
};

/// Too many requests break at a healthy backend: may it be taken out? Said again after as many more. From its backend
/// actor.
struct requests_break {
  balancing::backend_id id = 0;
  base::reason why = base::reason::none;
  std::string detail; // for people
};

/// What the latest probe found, which is another thing than before. From the backend actor.
struct probe_news {
  balancing::backend_id id = 0;
  probe_verdict found;
};

/// Time to compare the backends' latencies. To itself.
struct compare_latencies {};

/// The backend that was drained is empty. From its backend actor.
struct backend_empty {
  balancing::backend_id id = 0;
  std::uint64_t drain = 0;
};

/// The time for a drain is over. To itself.
struct drain_deadline {
  balancing::backend_id id = 0;
  std::uint64_t drain = 0;
};

/// Nobody uses this view any more. From whoever held it last.
struct view_released {
  pool_view_ptr view; // freed by the pool: it may be large
};

/// Publish what has changed since the last view. To itself, so that a burst of changes becomes one view.
struct publish_view {};

using pool_actor =
    caf::typed_actor<caf::reacts_to<subscribe>, caf::reacts_to<subscribe_to_events>, caf::reacts_to<add_backend>,
                     caf::reacts_to<drain_backend>, caf::reacts_to<remove_backend>, caf::reacts_to<disable_backend>,
                     caf::reacts_to<enable_backend>, caf::reacts_to<change_weight>, caf::reacts_to<change_algorithm>,
                     caf::reacts_to<explain>, caf::reacts_to<health_change>, caf::reacts_to<requests_break>,
                     caf::reacts_to<probe_news>, caf::reacts_to<compare_latencies>, caf::reacts_to<backend_empty>,
                     caf::reacts_to<drain_deadline>, caf::reacts_to<view_released>, caf::reacts_to<publish_view>>;

// ---- strategy actor: one per worker, which alone sends to it ----

/// Asks for a backend. The answer is stored before the worker's send returns (see worker_mailroom), so what the query
/// and the answer point to need live no longer than that send.
struct pick_request {
  const balancing::query* ask = nullptr;
  std::optional<std::size_t>* choice = nullptr; // index in the candidates of the newest view
};

/// Replaces the view that picks are made from.
struct view_update {
  pool_view_ptr view;
};

using strategy_actor = caf::typed_actor<caf::reacts_to<pick_request>, caf::reacts_to<view_update>>;

} // namespace loadex::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::probe_verdict)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::traffic_report)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::watch_for_empty)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::request_place)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::leave_queue)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::trial_result)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::take_out)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::eject)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::readmit)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::ejection_over)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::serve)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::limit_share)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::share_tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::begin_probing)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::probe_tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::probe_soon)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::probe_result)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::subscribe)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::subscribe_to_events)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::add_backend)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::drain_backend)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::remove_backend)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::disable_backend)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::enable_backend)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::change_weight)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::change_algorithm)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::explain)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::health_change)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::requests_break)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::probe_news)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::compare_latencies)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::backend_empty)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::drain_deadline)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::view_released)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::publish_view)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::pick_request)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::view_update)
