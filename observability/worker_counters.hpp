#pragma once

#include "observability/counters.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace loadex::observability {

/// A number that all workers count together, each by itself: to read it is to add them up.
class worker_counters {
public:
  explicit worker_counters(std::size_t workers)
      : counts_(workers) {}

  /// Of that worker's thread.
  void add(std::size_t worker, std::int64_t n = 1) noexcept {
    counts_[worker].count.add(static_cast<std::uint64_t>(n));
  }

  /// Any thread.
  std::int64_t sum() const noexcept {
    std::uint64_t all = 0;
    for (const auto& of_one : counts_)
      all += of_one.count.value();
    return static_cast<std::int64_t>(all);
  }

private:
  static constexpr std::size_t cache_line = 64; // bytes, which workers do not share

  struct alignas(cache_line) padded {
    single_writer_counter count;
  };

  std::vector<padded> counts_;
};

} // namespace loadex::observability
