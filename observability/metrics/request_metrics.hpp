#pragma once

#include "base/reason.hpp"
#include "observability/counters.hpp"
#include "observability/metrics/duration_counters.hpp"
#include "observability/metrics/exemplar.hpp"
#include "observability/per_worker.hpp"
#include "observability/traffic/traffic_meter.hpp"

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
#include <utility>
#include <vector>

/// Counting on the request path is a few relaxed stores to memory that one worker alone writes; scraping adds it all
/// up.
namespace loadex::observability {

/// The number of a method's label; every method without one of its own is `OTHER`.
std::size_t method_label(std::string_view method) noexcept;

/// Requests of one worker by method and status.
class request_counts {
public:
  /// Of so many methods and statuses, those that come first; all others count as of the status `other_status`.
  static constexpr std::size_t most_series = 100;
  static constexpr unsigned other_status = 0;

  request_counts() = default;
  request_counts(const request_counts&) = delete;
  request_counts& operator=(const request_counts&) = delete;
  ~request_counts();

  /// Counts one finished request; returns where its bucket keeps an exemplar. Its worker's thread only.
  exemplar_holder& count(std::size_t method, unsigned status, std::chrono::nanoseconds duration);

  /// All that have been counted. Any thread.
  std::uint64_t total() const noexcept;

  /// All requests of one method and status.
  struct series {
    series(std::size_t m, unsigned s)
        : method(m)
        , status(s) {}
    const std::size_t method;
    const unsigned status;
    duration_counters<duration_bounds.size()> durations;
    std::array<exemplar_holder, duration_bounds.size() + 1> exemplars;
    series* next = nullptr;
  };

  /// Head of a list that only grows: safe to walk while it does.
  const series* first() const noexcept { return first_.load(std::memory_order_acquire); }

private:
  series& find(std::size_t method, unsigned status);

  std::atomic<series*> first_{nullptr};
  std::size_t size_ = 0;
  series* latest_ = nullptr; // most requests are like the one before
};

/// What one worker counts of one backend in one pool: the requests that it answered, what failed there, and its
/// connections.
class request_shard : public request_counts, public traffic_meter {
public:
  explicit request_shard(traffic_meter* whole)
      : traffic_meter(whole) {}

  /// Counts one finished request. Its worker's thread only.
  exemplar_holder& count(std::size_t method, unsigned status, std::chrono::nanoseconds duration) {
    const auto bucket = duration_histogram::bucket_of(duration);
    took(bucket);
    answers.add_of(bucket, duration);
    return request_counts::count(method, status, duration);
  }

  backend_durations answers;    // of these requests
  backend_durations connect;    // of connections that were opened
  backend_durations first_byte; // of attempts, until the head of the answer was whole
  single_writer_counter reused; // connections that had been kept
  single_writer_counter idle;   // those that are kept; of all workers together (see single_writer_counter::subtract())
  single_writer_counter received; // bytes
  single_writer_counter sent;     // likewise
  single_writer_counter repeated; // attempts that were followed by another
};

/// What one worker counts for one pool besides requests.
struct retry_counters {
  reason_counters done;
  reason_counters refused;
  std::atomic<double> budget{0}; // retries that may be made at once
};

/// What the workers count on the request path, by the names of pools, backends and routes.
class request_metrics {
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

  using shards = std::shared_ptr<const per_worker<request_shard>>;

  shards backend(std::string_view pool, std::string_view backend);
  std::shared_ptr<const per_worker<traffic_meter>> pool(std::string_view pool);
  const per_worker<traffic_meter>& all() const noexcept { return all_; }

  // The same of what has been counted; null if nothing has.

  shards known_backend(std::string_view pool, std::string_view backend) const;
  std::shared_ptr<const per_worker<request_counts>> known_route(std::string_view route) const;
  std::shared_ptr<const per_worker<retry_counters>> known_retries(std::string_view pool) const;

  /// In all pools that have ever had it.
  std::vector<shards> known_everywhere(std::string_view backend) const;

private:
  template <class Name, class Counted>
  using by_name = std::map<Name, std::shared_ptr<per_worker<Counted>>>;
  using backend_name = std::pair<std::string, std::string>; // and that of its pool behind it

  mutable std::mutex mutex_; // guards all of these
  per_worker<traffic_meter> all_;
  by_name<std::string, traffic_meter> pools_;
  by_name<backend_name, request_shard> backends_;
  by_name<std::string, request_counts> routes_;
  by_name<std::string, retry_counters> retries_; // by pool
};

} // namespace loadex::observability
