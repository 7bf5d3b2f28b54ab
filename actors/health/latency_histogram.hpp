#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace loadex::actors::health {

/// Latencies by size, four sizes to a doubling: a percentile is exact to a fifth. Any thread.
class latency_histogram {
public:
  void add(std::chrono::microseconds latency) noexcept;

  /// Whether a percentile would say something.
  bool has_enough() const noexcept;

  /// The latency that 99 % of those added were not above, and they are forgotten. None while there are fewer than 50:
  /// those are kept, so that a backend that gets few requests is judged all the same, only later.
  std::optional<std::chrono::microseconds> take_99th_percentile() noexcept;

private:
  static constexpr std::size_t bucket_count = 128; // up to an hour

  std::array<std::atomic<std::uint32_t>, bucket_count> buckets_{};
};

} // namespace loadex::actors::health
