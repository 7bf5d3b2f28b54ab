#pragma once

#include "actors/balancing/live_load.hpp"
#include "actors/health/slow_start.hpp"

#include <memory>
#include <optional>
#include <utility>

namespace loadex::actors {

/// How much of a backend's weight counts, for its slow start and for its latency; published to the workers.
class weight_share {
public:
  using time = health::slow_start::time;

  weight_share() = default;
  weight_share(health::slow_start warming, std::shared_ptr<balancing::live_load> to)
      : warming_(warming)
      , published_(std::move(to)) {}

  /// As slow_start::adopt().
  void adopt(std::chrono::milliseconds length, config::ramp_curve curve, time now) {
    warming_.adopt(length, curve, now);
    publish(now);
  }

  /// The slow start begins, or has begun `since`.
  void warm_up(time now, std::optional<time> since = std::nullopt) {
    warming_.begin(since.value_or(now));
    publish(now);
  }

  /// When the slow start under way has begun.
  std::optional<time> warming_since(time now) const { return warming_.since(now); }

  void stop_warming(time now) {
    warming_.end();
    publish(now);
  }

  /// Keeps `share` of the weight for the latency.
  void limit(double share, time now) {
    for_latency_ = share;
    publish(now);
  }

  void publish(time now) const { published_->share.store(static_cast<float>(share(now)), std::memory_order_relaxed); }

  bool is_eased(time now) const { return share(now) < 1; }
  bool is_warming(time now) const { return warming_.share(now) < 1; }

  /// When to publish it again during a slow start.
  auto step() const { return warming_.step(); }

private:
  double share(time now) const { return warming_.share(now) * for_latency_; }

  health::slow_start warming_;
  double for_latency_ = 1;
  std::shared_ptr<balancing::live_load> published_;
};

} // namespace loadex::actors
