#pragma once

#include "observability/counters.hpp"
#include "observability/traffic/duration_histogram.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace loadex::observability {

/// Upper bounds of `golb_request_duration_seconds`, in nanoseconds.
inline constexpr std::array<std::uint64_t, 16> duration_bounds{
    100'000,    250'000,     500'000,     1'000'000,   2'500'000,     5'000'000,     10'000'000,    25'000'000,
    50'000'000, 100'000'000, 250'000'000, 500'000'000, 1'000'000'000, 2'500'000'000, 5'000'000'000, 10'000'000'000};

/// Those of the histograms of one backend: a doubling apart, half of one between 1 and 134 ms. They are bounds of
/// duration_histogram, too, so that a table finds the bucket.
inline constexpr std::array<std::uint64_t, 24> backend_bounds = [] {
  std::array<std::uint64_t, 24> all{};
  constexpr std::uint64_t finer_from = 1ULL << 20, finer_until = 1ULL << 27;
  auto next = all.begin();
  for (auto bound = 1ULL << 17; next != all.end(); bound *= 2) {
    *next++ = bound;
    if (bound >= finer_from && bound < finer_until)
      *next++ = bound + bound / 2;
  }
  return all;
}();

/// Those of `golb_health_check_duration_seconds`.
inline constexpr std::array<std::uint64_t, 8> probe_bounds{1'000'000,   5'000'000,   25'000'000,    100'000'000,
                                                           250'000'000, 500'000'000, 1'000'000'000, 5'000'000'000};

/// The index of the first bound that a duration does not exceed; behind them all: it exceeds each.
template <std::size_t N>
std::size_t place_among(const std::array<std::uint64_t, N>& bounds, std::chrono::nanoseconds duration) noexcept {
  const auto ns = static_cast<std::uint64_t>(std::max<std::int64_t>(duration.count(), 0));
  std::size_t place = 0;
  while (place < N && ns > bounds[place])
    ++place;
  return place;
}

/// The same among backend_bounds of whatever counts in that bucket of duration_histogram.
inline std::size_t place_among_backend_bounds(std::size_t bucket) noexcept {
  static constexpr auto places = [] {
    std::array<std::uint8_t, duration_histogram::size> all{};
    for (std::size_t i = 0; i + 1 < all.size(); ++i)
      while (all[i] < backend_bounds.size() && duration_histogram::end_of(i) > backend_bounds[all[i]])
        ++all[i];
    all.back() = backend_bounds.size();
    return all;
  }();
  return places[bucket];
}

/// How many durations there were up to each of so many bounds and above the one before, last those above all; and their
/// sum.
template <std::size_t Bounds>
struct duration_totals {
  std::array<std::uint64_t, Bounds + 1> buckets{};
  std::uint64_t nanoseconds = 0;
};

/// Counts that. One thread adds, any thread reads.
template <std::size_t Bounds>
class duration_counters {
public:
  void add(std::size_t place, std::chrono::nanoseconds duration) noexcept {
    buckets_[place].add();
    nanoseconds_.add(static_cast<std::uint64_t>(std::max<std::int64_t>(duration.count(), 0)));
  }

  void add_to(duration_totals<Bounds>& sums) const noexcept {
    for (std::size_t i = 0; i < buckets_.size(); ++i)
      sums.buckets[i] += buckets_[i].value();
    sums.nanoseconds += nanoseconds_.value();
  }

  /// How many there were.
  std::uint64_t count() const noexcept {
    std::uint64_t all = 0;
    for (const auto& bucket : buckets_)
      all += bucket.value();
    return all;
  }

private:
  std::array<single_writer_counter, Bounds + 1> buckets_;
  single_writer_counter nanoseconds_;
};

/// The durations of one backend, by backend_bounds.
class backend_durations : public duration_counters<backend_bounds.size()> {
public:
  using totals = duration_totals<backend_bounds.size()>;

  void add(std::chrono::nanoseconds duration) noexcept { add_of(duration_histogram::bucket_of(duration), duration); }

  /// Of one whose bucket of duration_histogram is known.
  void add_of(std::size_t bucket, std::chrono::nanoseconds duration) noexcept {
    duration_counters::add(place_among_backend_bounds(bucket), duration);
  }
};

} // namespace loadex::observability
