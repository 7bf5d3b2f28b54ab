#include "observability/events/event_recorder.hpp"

#include <utility>

namespace loadex::observability {

event_recorder::event_recorder(std::string pool, std::shared_ptr<event_log> log,
                               std::shared_ptr<event_counters> counters)
    : pool_(std::move(pool))
    , log_(std::move(log))
    , counters_(std::move(counters)) {}

void event_recorder::record(event e) {
  e.pool = pool_;
  counters_->by_kind[static_cast<std::size_t>(e.kind)].fetch_add(1, std::memory_order_relaxed);
  latest_ = log_->record(std::move(e));
}

} // namespace loadex::observability
