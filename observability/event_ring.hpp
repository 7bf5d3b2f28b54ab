#pragma once

#include "observability/event.hpp"

#include <array>
#include <atomic>
#include <deque>
#include <memory>
#include <string>
#include <vector>

namespace loadex::observability {

/// How often each kind of event has happened. Written by one thread at a time, read by any.
struct event_counters {
  std::array<std::atomic<std::uint64_t>, event_kind_count> by_kind{};
};

/// The last events, and whoever wants to hear of the next. Every event passes here once: it is numbered, logged,
/// counted, kept and told. For one thread at a time.
class event_ring {
public:
  static constexpr std::size_t capacity = 1'000;

  event_ring(std::string pool, std::shared_ptr<event_counters> counters);

  /// `e` without its number, time and pool.
  void record(event e);

  /// The latest event; null if there was none.
  event_ptr latest() const { return kept_.empty() ? nullptr : kept_.back(); }

  /// Gives `sink` the events kept whose number is above `after`, then every one that comes.
  void subscribe(std::uint64_t after, event_sink sink);

private:
  const std::string pool_;
  const std::shared_ptr<event_counters> counters_;
  std::uint64_t last_number_ = 0;
  std::deque<event_ptr> kept_; // oldest first
  std::vector<event_sink> sinks_;
};

} // namespace loadex::observability
