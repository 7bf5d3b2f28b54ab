#pragma once

#include "actors/messages/pool_orders.hpp"
#include "config/settings.hpp"

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/replies_to.hpp>
#include <caf/typed_actor.hpp>

#include <chrono>

namespace loadex::actors {

/// The backend actor, for its probe actor.
using verdict_sink = caf::typed_actor<caf::reacts_to<probe_verdict>>;

/// Probe at once, then regularly, and tell `backend` what was found. From that backend actor, once.
struct begin_probing {
  verdict_sink backend;
};

/// Probe again after `delay` instead of at the next regular time; an answer still awaited is too old to count. From the
/// backend actor.
struct probe_soon {
  std::chrono::milliseconds delay{0};
};

/// Probe like this from the next time on. An answer still awaited counts, unless another question is asked now: then it
/// is asked at once. From the pool.
struct probe_like {
  config::health_settings how;
};

/// Probe at once, unless that is under way, and tell what was found as it is told to the backend actor. From the pool.
struct probe_now {
  reply_slot<probe_report> reply;
};

/// Has one backend probed, on a timer.
using probe_actor = caf::typed_actor<caf::reacts_to<begin_probing>, caf::reacts_to<probe_soon>,
                                     caf::reacts_to<probe_like>, caf::reacts_to<probe_now>>;

} // namespace loadex::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::begin_probing)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::probe_soon)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::probe_like)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::probe_now)
