#pragma once

#include "observability/events/event_log.hpp"

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

namespace loadex::observability {

/// How often each kind of event has happened. Written by one thread at a time, read by any.
struct event_counters {
  std::array<std::atomic<std::uint64_t>, event_kind_count> by_kind{};
};

/// Takes the events of one pool: they are counted, and go to the log. For one thread at a time.
class event_recorder {
public:
  event_recorder(std::string pool, std::shared_ptr<event_log> log, std::shared_ptr<event_counters> counters);

  /// `e` without its number, time and pool.
  void record(event e);

  /// Its name.
  const std::string& pool() const noexcept { return pool_; }

  /// The latest event of this pool; null if there was none.
  const event_ptr& latest() const noexcept { return latest_; }

private:
  const std::string pool_;
  const std::shared_ptr<event_log> log_;
  const std::shared_ptr<event_counters> counters_;
  event_ptr latest_;
};

} // namespace loadex::observability
