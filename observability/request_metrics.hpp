#pragma once

#include "base/reason.hpp"

#include <prometheus/collectable.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

/// Counting on the request path is a few relaxed stores to memory that one worker alone writes; scraping adds it all
/// up.
namespace loadex::observability {

/// The number of a method's label; every method without one of its own is `OTHER`.
std::size_t method_label(std::string_view method) noexcept;

/// A number that one thread writes and any thread reads.
class single_writer_counter {
public:
  void add(std::uint64_t n = 1) noexcept {
    value_.store(value_.load(std::memory_order_relaxed) + n, std::memory_order_relaxed);
  }
  std::uint64_t value() const noexcept { return value_.load(std::memory_order_relaxed); }

private:
  std::atomic<std::uint64_t> value_{0};
};

/// A count for each reason, that one thread writes and any thread reads.
class reason_counters {
public:
  void add(base::reason why) noexcept { counts_[static_cast<std::size_t>(why)].add(); }
  std::uint64_t value(base::reason why) const noexcept { return counts_[static_cast<std::size_t>(why)].value(); }

private:
  std::array<single_writer_counter, base::reason_count> counts_;
};

/// Upper bounds of `golb_request_duration_seconds`, in nanoseconds.
inline constexpr std::array<std::uint64_t, 16> duration_bounds{
    100'000,    250'000,     500'000,     1'000'000,   2'500'000,     5'000'000,     10'000'000,    25'000'000,
    50'000'000, 100'000'000, 250'000'000, 500'000'000, 1'000'000'000, 2'500'000'000, 5'000'000'000, 10'000'000'000};

/// The requests of one worker that one backend answered, and what failed there.
class request_shard {
public:
  request_shard() = default;
  request_shard(const request_shard&) = delete;
  request_shard& operator=(const request_shard&) = delete;
  ~request_shard();

  /// Counts one finished request. Its worker's thread only.
  void count(std::size_t method, unsigned status, std::chrono::nanoseconds duration);

  /// What failed. Its worker's thread adds.
  reason_counters failures;

  /// All requests of one method and status.
  struct series {
    series(std::size_t m, unsigned s)
        : method(m)
        , status(s) {}
    const std::size_t method;
    const unsigned status;
    std::array<single_writer_counter, duration_bounds.size() + 1> buckets; // the last: beyond every bound
    single_writer_counter nanoseconds;
    series* next = nullptr;
  };

  /// Head of a list that only grows: safe to walk while it does.
  const series* first() const noexcept { return first_.load(std::memory_order_acquire); }

private:
  series& find(std::size_t method, unsigned status);

  std::atomic<series*> first_{nullptr};
  series* latest_ = nullptr; // most requests are like the one before
};

/// What one worker counts for one pool besides requests.
struct retry_counters {
  reason_counters done;
  reason_counters refused;
};

/// The metric families of the request path.
class request_metrics final : public prometheus::Collectable {
public:
  // All three give the same for the same names, so that who leaves and comes back goes on counting. Any thread; they
  // take a lock: not on the request path.

  /// What `worker` counts of the backend called `backend` (empty: no backend answered) in that pool (empty: the request
  /// came to none).
  std::shared_ptr<request_shard> shard(std::size_t worker, std::string_view pool, std::string_view backend);

  /// What it counts of the route called `route`.
  std::shared_ptr<request_shard> route(std::size_t worker, std::string_view route);

  /// What it counts of repeated attempts in that pool.
  std::shared_ptr<retry_counters> retries(std::size_t worker, std::string_view pool);

  /// Adds up all shards. Any thread.
  std::vector<prometheus::MetricFamily> Collect() const override;

private:
  template <class Counted, class... Names>
  using by_worker = std::map<std::tuple<std::size_t, Names...>, std::shared_ptr<Counted>>;

  mutable std::mutex mutex_;                                    // guards all of these
  by_worker<request_shard, std::string, std::string> backends_; // and pool and backend
  by_worker<request_shard, std::string> routes_;
  by_worker<retry_counters, std::string> retries_; // and pool
};

} // namespace loadex::observability
