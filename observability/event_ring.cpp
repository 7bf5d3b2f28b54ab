#include "observability/event_ring.hpp"

#include <algorithm>
#include <utility>

namespace loadex::observability {

event_ring::event_ring(std::string pool, std::shared_ptr<event_counters> counters)
    : pool_(std::move(pool))
    , counters_(std::move(counters)) {}

void event_ring::record(event e) {
  e.number = ++last_number_;
  e.pool = pool_;
  e.at = std::chrono::system_clock::now();
  log_event(e);
  counters_->by_kind[static_cast<std::size_t>(e.kind)].fetch_add(1, std::memory_order_relaxed);
  const auto& newest = kept_.emplace_back(std::make_shared<const event>(std::move(e)));
  std::erase_if(sinks_, [&](const event_sink& sink) { return !sink(newest); });
  if (kept_.size() > capacity)
    kept_.pop_front();
}

void event_ring::subscribe(std::uint64_t after, event_sink sink) {
  const auto first = std::ranges::upper_bound(kept_, after, {}, [](const event_ptr& e) { return e->number; });
  if (std::all_of(first, kept_.end(), sink))
    sinks_.push_back(std::move(sink));
}

} // namespace loadex::observability
