#pragma once

#include "actors/messages/pool.hpp"

namespace loadex::actors {

/// What the pool actor says to itself, and nobody else to it.
namespace pool_ticks {

/// Time to compare the backends' latencies; all but the latest are ignored.
struct compare_latencies {
  std::uint64_t number = 0;
};

/// The time for a drain is over.
struct drain_deadline {
  balancing::backend_id id = 0;
  std::uint64_t drain = 0;
};

/// Who was to leave once somebody else is there has waited for long enough.
struct departure_deadline {
  std::uint64_t departure = 0;
};

/// Publish what has changed since the last view. A message, so that a burst of changes becomes one view.
struct publish_view {};

} // namespace pool_ticks

using ticking_pool =
    pool_actor::extend<caf::reacts_to<pool_ticks::compare_latencies>, caf::reacts_to<pool_ticks::drain_deadline>,
                       caf::reacts_to<pool_ticks::departure_deadline>, caf::reacts_to<pool_ticks::publish_view>>;

} // namespace loadex::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::pool_ticks::compare_latencies)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::pool_ticks::drain_deadline)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::pool_ticks::departure_deadline)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::pool_ticks::publish_view)
