#pragma once

#include "base/reason.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <numeric>

namespace loadex::observability {

/// A number that one thread writes and any thread reads.
class single_writer_counter {
public:
  void add(std::uint64_t n = 1) noexcept {
    value_.store(value_.load(std::memory_order_relaxed) + n, std::memory_order_relaxed);
  }
  /// What it falls below 0 by, it has to rise by again: one of several whose sum is never below 0.
  void subtract(std::uint64_t n) noexcept { add(0 - n); }
  std::uint64_t value() const noexcept { return value_.load(std::memory_order_relaxed); }

private:
  std::atomic<std::uint64_t> value_{0};
};

/// A number for each reason.
using reason_totals = std::array<std::uint64_t, base::reason_count>;

inline std::uint64_t total_of(const reason_totals& each) noexcept {
  return std::accumulate(each.begin(), each.end(), std::uint64_t{0});
}

/// A count for each reason, that one thread writes and any thread reads.
class reason_counters {
public:
  void add(base::reason why) noexcept { counts_[static_cast<std::size_t>(why)].add(); }
  std::uint64_t value(base::reason why) const noexcept { return counts_[static_cast<std::size_t>(why)].value(); }

  void add_to(reason_totals& sums) const noexcept {
    for (std::size_t i = 0; i < sums.size(); ++i)
      sums[i] += counts_[i].value();
  }

private:
  std::array<single_writer_counter, base::reason_count> counts_;
};

} // namespace loadex::observability
