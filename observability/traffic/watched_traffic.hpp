#pragma once

#include "observability/traffic/traffic_meter.hpp"
#include "observability/traffic/traffic_track.hpp"

#include <chrono>
#include <cstdint>
#include <memory>

namespace loadex::observability {

/// Whether errors are kept by their reasons, or as one.
enum class errors_kept { by_reason, as_one };

/// The traffic of something step by step, as its counters tell it.
class watched_traffic {
public:
  using time = std::chrono::system_clock::time_point;

  /// The first step begins.
  watched_traffic(unsigned seconds_a_step, errors_kept how, const traffic_totals& so_far);

  /// Whether a step ends with that second, if they are told apart by `phase`.
  bool is_due(std::uint64_t second, std::uint64_t phase) const noexcept {
    return (second + phase) % track_.seconds_a_step() == 0;
  }

  /// A step has ended at `now`, and the next begins.
  void end_step(time now, const traffic_totals& so_far, std::int64_t in_flight);

  /// Steps last as long, or longer if they do already.
  void coarsen_to(unsigned seconds_a_step);

  const traffic_track& track() const noexcept { return track_; }

  /// When the last step ended.
  time until() const noexcept { return until_; }

  /// Bytes that it takes, about.
  std::size_t memory() const noexcept;

private:
  traffic_track track_;
  time until_{};
  duration_histogram::counts durations_;    // when the step began
  std::uint64_t errors_;                    // likewise
  std::unique_ptr<reason_totals> failures_; // likewise, if errors are kept by reason
};

} // namespace loadex::observability
