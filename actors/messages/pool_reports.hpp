#pragma once

#include "actors/balancing/candidate.hpp"
#include "actors/health/circuit.hpp"
#include "actors/health/state.hpp"
#include "actors/messages/probe_verdict.hpp"
#include "base/reason.hpp"
#include "observability/events/event.hpp"

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/replies_to.hpp>
#include <caf/typed_actor.hpp>

#include <cstdint>
#include <string>

namespace loadex::actors {

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

/// The backend that was drained is empty. From its backend actor.
struct backend_empty {
  balancing::backend_id id = 0;
  std::uint64_t drain = 0;
};

/// The pool, for its backend actors: what they say.
using pool_reports = caf::typed_actor<caf::reacts_to<health_change>, caf::reacts_to<requests_break>,
                                      caf::reacts_to<probe_news>, caf::reacts_to<backend_empty>>;

} // namespace loadex::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::health_change)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::requests_break)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::probe_news)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::backend_empty)
