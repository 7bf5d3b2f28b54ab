#pragma once

#include "actors/balancing/strategy.hpp"
#include "actors/reply_slot.hpp"
#include "config/settings.hpp"
#include "observability/reason.hpp"

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

/// Every message and every actor interface. Messages never leave the process, so they are plain structs.
namespace loadex::actors {

struct pool_view;
using pool_view_ptr = std::shared_ptr<const pool_view>;

// ---- backend actor: the only owner of one backend's health and connection count ----

/// What a probe found. From the probe actor (which says it of every probe it began).
struct probe_verdict {
  bool healthy = false;
  observability::reason why = observability::reason::none;
  std::string detail; // for people: `HTTP 503`, `Connection refused`
};

/// What one worker has done with the backend since its last report. Sent at most once per loop turn.
struct traffic_report {
  std::uint32_t opened = 0;                                // requests begun
  std::uint32_t closed = 0;                                // requests ended, however
  std::uint32_t failed_connects = 0;                       // refused or timed out: take the backend out at once
  bool succeeded = false;                                  // at least one request ended well
  std::uint32_t trailing_failures = 0;                     // broken requests since the last that ended well
  observability::reason why = observability::reason::none; // of the last failure
};

using backend_actor = caf::typed_actor<caf::reacts_to<probe_verdict>, caf::reacts_to<traffic_report>>;

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

enum class membership_change {
  done,
  unchanged, // it was there already, or not there
};

/// Takes a newly published view; called on any thread, must not block.
using view_sink = std::function<void(pool_view_ptr)>;

/// Gives `sink` the newest view at once and every later one.
struct subscribe {
  view_sink sink;
};

/// Adds a backend; one that is there stays as it is. Answered once the view that shows it is published.
struct add_backend {
  config::backend_settings backend;
  reply_slot<membership_change> reply;
};

/// Takes a backend out: no new request reaches it, those in flight end as they would. Answered once the view without it
/// is published.
struct remove_backend {
  config::backend_url url;
  reply_slot<membership_change> reply;
};

/// A backend's health flipped, or its first verdict came. From its backend actor.
struct health_change {
  balancing::backend_id id = 0;
  bool healthy = false;
  observability::reason why = observability::reason::none;
};

/// Publish what has changed since the last view. To itself, so that a burst of changes becomes one view.
struct publish_view {};

using pool_actor =
    caf::typed_actor<caf::reacts_to<subscribe>, caf::reacts_to<add_backend>, caf::reacts_to<remove_backend>,
                     caf::reacts_to<health_change>, caf::reacts_to<publish_view>>;

// ---- strategy actor: one per worker, which alone sends to it ----

/// Asks for a backend. The answer is stored before the worker's send returns (see worker_mailroom), so what the query
/// and the answer point to need live no longer than that send.
struct pick_request {
  const balancing::query* ask = nullptr;
  std::optional<std::size_t>* choice = nullptr; // index in the available candidates of the newest view
};

/// Replaces the view that picks are made from.
struct view_update {
  pool_view_ptr view;
};

using strategy_actor = caf::typed_actor<caf::reacts_to<pick_request>, caf::reacts_to<view_update>>;

} // namespace loadex::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::probe_verdict)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::traffic_report)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::begin_probing)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::probe_tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::probe_soon)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::probe_result)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::subscribe)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::add_backend)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::remove_backend)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::health_change)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::publish_view)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::pick_request)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::view_update)
