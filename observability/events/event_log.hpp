#pragma once

#include "observability/events/event.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string_view>
#include <vector>

namespace loadex::observability {

/// The last events of the process, and whoever wants to hear of the next. Every event passes here once: it is numbered,
/// logged, kept and told. Any thread.
class event_log {
public:
  static constexpr std::size_t capacity = 10'000;

  /// `e` without its number and time; as it is kept.
  event_ptr record(event e);

  /// Gives `sink` the events kept whose number is above `after`, then every one that comes, each before the next is
  /// recorded. It must not record any itself. Returns what unsubscribe() takes.
  std::uint64_t subscribe(std::uint64_t after, event_sink sink);

  /// That sink is given none any more, and is gone.
  void unsubscribe(std::uint64_t subscription);

  /// How many there are.
  std::size_t subscriptions() const;

  struct page {
    std::vector<event_ptr> events; // oldest first
    std::uint64_t latest = 0;      // number of the latest of all; 0: there was none
    std::uint64_t missed = 0;      // above `after`, but kept no more
  };

  /// The first `most` of the events kept whose number is above `after`; only those of that pool, if one is named.
  page read(std::uint64_t after, std::size_t most, std::string_view pool = {}) const;

private:
  std::deque<event_ptr>::const_iterator first_above(std::uint64_t number) const;

  mutable std::mutex mutex_; // guards all of these
  std::uint64_t last_number_ = 0;
  std::deque<event_ptr> kept_; // oldest first
  std::uint64_t last_subscription_ = 0;
  std::map<std::uint64_t, event_sink> sinks_; // by subscription
};

} // namespace loadex::observability
