#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace loadex::observability {

/// Durations by size, eight sizes to a doubling, up to 68 s: the middle of a size is within 6.25 % of all in it, and
/// below 66 us within 4 us. One thread adds, any thread reads. Counts wrap around: only differences say something.
class duration_histogram {
public:
  static constexpr std::size_t size = 168;
  using counts = std::array<std::uint32_t, size>;

  /// Where a duration counts; the last is for all that are longer, too.
  static std::size_t bucket_of(std::chrono::nanoseconds duration) noexcept {
    const auto units = static_cast<std::uint64_t>(std::max<std::int64_t>(duration.count(), 0)) >> unit_bits;
    const auto octave = static_cast<unsigned>(std::bit_width(units | steps)) - bits_of_steps - 1;
    return std::min<std::size_t>((std::size_t{steps} * octave) + (units >> octave), size - 1);
  }

  /// The middle of that bucket, in milliseconds.
  static double middle_of(std::size_t bucket) noexcept {
    const auto octave = bucket < steps ? 0U : static_cast<unsigned>(bucket / steps) - 1;
    const auto low = bucket < steps ? bucket : (steps + bucket % steps) << octave;
    const auto width = std::size_t{1} << octave;
    return (static_cast<double>(low) + static_cast<double>(width) / 2) * unit / 1e6;
  }

  /// Nanoseconds that all in that bucket stay below; the last has no such end.
  static constexpr std::uint64_t end_of(std::size_t bucket) noexcept {
    const auto octave = bucket < steps ? 0U : static_cast<unsigned>(bucket / steps) - 1;
    const auto low = bucket < steps ? bucket : (steps + bucket % steps) << octave;
    return std::uint64_t{low + (std::size_t{1} << octave)} << unit_bits;
  }

  void add(std::size_t bucket) noexcept {
    auto& count = counts_[bucket];
    count.store(count.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  }

  void add_to(counts& sums) const noexcept {
    for (std::size_t i = 0; i < size; ++i)
      sums[i] += counts_[i].load(std::memory_order_relaxed);
  }

private:
  static constexpr unsigned unit_bits = 13;
  static constexpr double unit = 1U << unit_bits; // nanoseconds
  static constexpr unsigned bits_of_steps = 3;
  static constexpr unsigned steps = 1U << bits_of_steps;

  std::array<std::atomic<std::uint32_t>, size> counts_{};
};

} // namespace loadex::observability
