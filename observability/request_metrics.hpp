#pragma once

#include "base/reason.hpp"
#include "observability/counters.hpp"
#include "observability/per_worker.hpp"
#include "observability/traffic_meter.hpp"

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

/// Upper bounds of `golb_request_duration_seconds`, in nanoseconds.
inline constexpr std::array<std::uint64_t, 16> duration_bounds{
    100'000,    250'000,     500'000,     1'000'000,   2'500'000,     5'000'000,     10'000'000,    25'000'000,
    50'000'000, 100'000'000, 250'000'000, 500'000'000, 1'000'000'000, 2'500'000'000, 5'000'000'000, 10'000'000'000};

/// Requests of one worker by method and status.
class request_counts {
public:
  request_counts() = default;
  request_counts(const request_counts&) = delete;
  request_counts& operator=(const request_counts&) = delete;
  ~request_counts();

  /// Counts one finished request. Its worker's thread only.
  void count(std::size_t method, unsigned status, std::chrono::nanoseconds duration);

  /// All that have been counted. Any thread.
  std::uint64_t total() const noexcept;

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

/// The requests of one worker that one backend answered, and what failed there.
class request_shard : public request_counts, public traffic_meter {
public:
  explicit request_shard(traffic_meter* whole)
      : traffic_meter(whole) {}

  /// Counts one finished request. Its worker's thread only.
  void count(std::size_t method, unsigned status, std::chrono::nanoseconds duration) {
    request_counts::count(method, status, duration);
    took(duration_histogram::bucket_of(duration));
  }
};

/// What one worker counts for one pool besides requests.
struct retry_counters {
  reason_counters done;
  reason_counters refused;
};

/// The metric families of the request path.
class request_metrics final : public prometheus::Collectable {
public:
  // These give the same for the same names, so that who leaves and comes back goes on counting. Any thread; they
  // take a lock: not on the request path.

  /// What `worker` counts of the backend called `backend` (empty: no backend answered) in that pool (empty: the request
  /// came to none).
  std::shared_ptr<request_shard> shard(std::size_t worker, std::string_view pool, std::string_view backend);

  /// What it counts of the route called `route`.
  std::shared_ptr<request_counts> route(std::size_t worker, std::string_view route);

  /// What it counts of repeated attempts in that pool.
  std::shared_ptr<retry_counters> retries(std::size_t worker, std::string_view pool);

  // What all workers count, for whoever looks at it again and again: these go on counting. Any thread, with that lock.

  std::shared_ptr<const per_worker<request_shard>> backend(std::string_view pool, std::string_view backend);
  std::shared_ptr<const per_worker<traffic_meter>> pool(std::string_view pool);
  const per_worker<traffic_meter>& all() const noexcept { return all_; }

  /// Adds up all shards. Any thread.
  std::vector<prometheus::MetricFamily> Collect() const override;

private:
  template <class Counted, class... Names>
  using by_worker = std::map<std::tuple<std::size_t, Names...>, std::shared_ptr<Counted>>;
  template <class Name, class Counted>
  using by_name = std::map<Name, std::shared_ptr<per_worker<Counted>>>;
  using backend_name = std::pair<std::string, std::string>; // and that of its pool before it

  mutable std::mutex mutex_; // guards all of these
  per_worker<traffic_meter> all_;
  by_name<std::string, traffic_meter> pools_;
  by_name<backend_name, request_shard> backends_;
  by_worker<request_counts, std::string> routes_;
  by_worker<retry_counters, std::string> retries_; // and pool
};

} // namespace loadex::observability
