#pragma once

#include "actors/balancing/plan.hpp"
#include "actors/messages/memory.hpp"
#include "actors/messages/probe_verdict.hpp"
#include "actors/runtime/reply_slot.hpp"
#include "base/reason.hpp"
#include "config/settings.hpp"

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/replies_to.hpp>
#include <caf/typed_actor.hpp>

#include <chrono>
#include <cstdint>
#include <string>

namespace loadex::actors {

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

/// What a request that asked for a place at a backend (elsewhere: a slot) gets.
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

/// The backend is put into service, or taken out of it. From the pool.
struct serve {
  bool in_service = true;
  bool cold = false; // it has been out of service for a while
};

/// The part of its weight that a backend keeps for its latency. From the pool.
struct limit_share {
  double to = 1;
};

/// What the backend goes by from now on; what is known of it stays. If more requests may be with it, those who wait are
/// let in; if fewer, those that are with it end as they would. From the pool.
struct go_by {
  config::health_settings health{};
  config::circuit_settings circuit{};
  config::balancing_settings limits{}; // of which max_connections is the backend's own
  balancing::shared_load load{};       // the requests that are with it are counted here, too
};

/// The only owner of one backend's health and connection count.
using backend_actor =
    caf::typed_actor<caf::reacts_to<probe_verdict>, caf::reacts_to<traffic_report>, caf::reacts_to<watch_for_empty>,
                     caf::reacts_to<request_place>, caf::reacts_to<leave_queue>, caf::reacts_to<trial_result>,
                     caf::reacts_to<take_out>, caf::reacts_to<eject>, caf::reacts_to<readmit>, caf::reacts_to<serve>,
                     caf::reacts_to<limit_share>, caf::reacts_to<go_by>, caf::reacts_to<tell_backend_memory>>;

} // namespace loadex::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::traffic_report)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::watch_for_empty)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::request_place)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::leave_queue)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::trial_result)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::take_out)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::eject)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::readmit)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::serve)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::limit_share)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::go_by)
