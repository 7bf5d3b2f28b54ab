#pragma once

#include "observability/metrics/request_metrics.hpp"
#include "observability/traffic/watched_traffic.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace loadex::observability {

/// A backend whose traffic is to be watched.
struct backend_to_watch {
  std::uint32_t id = 0;
  std::string url{};
  std::shared_ptr<const std::atomic<std::int32_t>> in_flight{}; // requests that are with it
};

/// What has become of a backend's requests.
struct backend_summary {
  std::uint64_t requests = 0;        // since the process has known its URL in that pool
  std::uint64_t errors = 0;          // likewise
  std::optional<percentiles> took{}; // over the last 30 to 60 s; none if there was no request
};

/// The traffic of the last 15 minutes: of all, of each pool and of each backend, in steps of a second. Of more than
/// `fine` backends the steps are twice as long, of more than twice as many four times, so that no more than so many
/// have to be looked at in a second; those of a backend stay as long while it is there. With pools it is the same. Of
/// those beyond the most nothing is kept. All of it takes 64 MiB at most. One thread at a time.
class traffic_history {
public:
  static constexpr std::size_t fine = 1'250;
  static constexpr std::size_t most = 14'000;
  static constexpr std::size_t fine_pools = 100; // their errors are kept by reason
  static constexpr std::size_t most_pools = 1'600;

  /// `counted` outlives it.
  explicit traffic_history(request_metrics& counted);

  /// The pools that there are from now on, by their numbers; those that are missing are forgotten.
  void adopt(std::span<const std::pair<std::uint64_t, std::string>> pools);

  /// The backends that the pool of that number has from now on, in the order of their ids. Those that are missing are
  /// forgotten: one that comes back has another id, and begins anew. Those that are new have to be admitted.
  void adopt(std::uint64_t pool, std::span<const backend_to_watch> backends);

  /// Begins to watch some of those that are new; whether more wait. So much at a time takes little of it.
  bool admit_some();

  /// A second has ended at `now`.
  void tick(watched_traffic::time now);

  struct backend_traffic {
    backend_traffic(backend_to_watch which, unsigned seconds_a_step,
                    std::shared_ptr<const per_worker<request_shard>> of);

    const backend_to_watch who;
    watched_traffic traffic;
    const std::shared_ptr<const per_worker<request_shard>> counted;
    unsigned newer_for = 0;           // seconds since `newer` was counted
    duration_histogram::counts newer; // at most half a minute ago
    duration_histogram::counts older; // half a minute before that
  };
  using backend_ptr = std::shared_ptr<backend_traffic>;

  struct pool_traffic {
    pool_traffic(std::uint64_t which, std::string called, unsigned seconds_a_step,
                 std::shared_ptr<const per_worker<traffic_meter>> of);

    const std::uint64_t number;
    const std::string name;
    watched_traffic traffic;
    const std::shared_ptr<const per_worker<traffic_meter>> counted;
    std::vector<backend_ptr> backends{};      // in the order of their ids
    std::deque<backend_to_watch> newcomers{}; // behind them
  };

  const watched_traffic& all() const noexcept { return all_; }
  const std::list<pool_traffic>& pools() const noexcept { return pools_; }

  /// The pool of that name; null if it is not watched.
  const pool_traffic* find(std::string_view name) const noexcept;

  /// The backend of that pool; null if it is not watched.
  const backend_traffic* find(std::string_view pool, std::uint32_t backend) const noexcept;

  /// None if it is not watched.
  std::optional<backend_summary> summary_of(std::string_view pool, std::uint32_t backend) const;

  /// Bytes that it takes, about.
  std::size_t memory() const;

private:
  unsigned backend_step() const noexcept;
  std::int64_t look_at(pool_traffic& one, watched_traffic::time now);
  static void look_at(backend_traffic& one, watched_traffic::time now);

  request_metrics& counted_;
  watched_traffic all_;
  std::list<pool_traffic> pools_;
  std::uint64_t second_ = 0;
};

} // namespace loadex::observability
