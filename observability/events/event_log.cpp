#include "observability/events/event_log.hpp"

#include <algorithm>
#include <utility>

namespace loadex::observability {

event_ptr event_log::record(event e) {
  const std::lock_guard lock(mutex_);
  e.number = ++last_number_;
  e.at = std::chrono::system_clock::now();
  log_event(e);
  auto newest = kept_.emplace_back(std::make_shared<const event>(std::move(e)));
  std::erase_if(sinks_, [&](const auto& one) { return !one.second(newest); });
  if (kept_.size() > capacity)
    kept_.pop_front();
  return newest;
}

std::uint64_t event_log::subscribe(std::uint64_t after, event_sink sink) {
  const std::lock_guard lock(mutex_);
  ++last_subscription_;
  if (std::all_of(first_above(after), kept_.cend(), sink))
    sinks_.emplace(last_subscription_, std::move(sink));
  return last_subscription_;
}

void event_log::unsubscribe(std::uint64_t subscription) {
  const std::lock_guard lock(mutex_);
  sinks_.erase(subscription);
}

std::size_t event_log::subscriptions() const {
  const std::lock_guard lock(mutex_);
  return sinks_.size();
}

event_log::page event_log::read(std::uint64_t after, std::size_t most, std::string_view pool) const {
  const std::lock_guard lock(mutex_);
  page found{.events = {}, .latest = last_number_, .missed = 0};
  if (const auto gone = last_number_ - kept_.size(); after < gone)
    found.missed = gone - after;
  for (auto it = first_above(after); it != kept_.end() && found.events.size() < most; ++it)
    if (pool.empty() || (*it)->pool == pool)
      found.events.push_back(*it);
  return found;
}

std::deque<event_ptr>::const_iterator event_log::first_above(std::uint64_t number) const {
  return std::ranges::upper_bound(kept_, number, {}, [](const event_ptr& e) { return e->number; });
}

} // namespace loadex::observability
