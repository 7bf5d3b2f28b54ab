#pragma once

#include "actors/pool/pool_view.hpp"
#include "actors/pool/roster.hpp"
#include "observability/events/event_recorder.hpp"

#include <optional>

namespace loadex::actors {

/// Knows whether the pool as a whole is down, and since when.
class outage_watch {
public:
  /// To be asked for each view that is settled. A pool that has gone down or come back is an event, explained by the
  /// latest one before.
  void look_at(const roster& members, observability::event_recorder& events);

  /// Nobody is available.
  const std::optional<outage>& current() const noexcept { return down_; }

private:
  std::optional<outage> down_;
};

} // namespace loadex::actors
