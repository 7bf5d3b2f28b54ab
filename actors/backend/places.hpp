#pragma once

#include "actors/backend/backend_actor.hpp"
#include "actors/backend/place_queue.hpp"

#include <cstdint>

namespace loadex::actors {

/// The places at one backend: how many requests are with it, how many may be, and who waits. What of it others see is
/// published.
class places {
public:
  places() = default;
  explicit places(const backend_setup& of)
      : live_load_(of.live_load)
      , counters_(of.counters) {
    adopt(of.terms);
  }

  /// How many there are from now on, and how many may wait; who has one, or waits, is left alone.
  void adopt(const go_by& terms) {
    most_ = static_cast<std::int32_t>(terms.limits.max_connections);
    queue_.adopt(terms.limits.queue_length);
    if (terms.load == in_all_)
      return;
    if (in_all_)
      in_all_->fetch_sub(in_flight_, std::memory_order_relaxed);
    in_all_ = terms.load;
    if (in_all_)
      in_all_->fetch_add(in_flight_, std::memory_order_relaxed);
  }

  void count(std::int32_t more) {
    in_flight_ += more;
    live_load_->in_flight.store(in_flight_, std::memory_order_relaxed);
    if (in_all_ && more != 0)
      in_all_->fetch_add(more, std::memory_order_relaxed);
  }

  bool empty() const noexcept { return in_flight_ == 0; }
  bool has_room() const noexcept { return most_ == 0 || in_flight_ < most_; }

  /// Lets a request wait, or tells it that too many do.
  void join(const request_place& asked) {
    queue_.join(asked);
    publish_queue();
  }

  void leave(const void* asker) {
    queue_.leave(asker);
    publish_queue();
  }

  /// As many of those who wait as there is room for.
  void admit_waiting() {
    if (queue_.empty())
      return;
    while (!queue_.empty() && has_room()) {
      count(1);
      queue_.admit_first();
    }
    publish_queue();
  }

  /// Sends everybody who waits elsewhere.
  void dismiss() {
    queue_.dismiss();
    publish_queue();
  }

private:
  void publish_queue() const { counters_->queued.store(queue_.size(), std::memory_order_relaxed); }

  std::int32_t most_ = 0; // 0: no limit
  std::int32_t in_flight_ = 0;
  place_queue queue_;
  std::shared_ptr<balancing::live_load> live_load_;
  std::shared_ptr<observability::backend_counters> counters_;
  balancing::shared_load in_all_;
};

} // namespace loadex::actors
