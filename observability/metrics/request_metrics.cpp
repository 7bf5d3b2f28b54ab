#include "observability/metrics/request_metrics.hpp"

#include "observability/metrics/metric_families.hpp"

#include <algorithm>
#include <utility>

namespace loadex::observability {

std::size_t method_label(std::string_view method) noexcept {
  const auto found = std::find(method_labels.begin(), method_labels.end() - 1, method);
  return static_cast<std::size_t>(found - method_labels.begin());
}

request_counts::~request_counts() {
  for (auto* s = first_.load(); s != nullptr;)
    delete std::exchange(s, s->next);
}

exemplar_holder& request_counts::count(std::size_t method, unsigned status, std::chrono::nanoseconds duration) {
  auto& s = find(method, status);
  const auto place = place_among(duration_bounds, duration);
  s.durations.add(place, duration);
  return s.exemplars[place];
}

std::uint64_t request_counts::total() const noexcept {
  std::uint64_t all = 0;
  for (const auto* s = first(); s != nullptr; s = s->next)
    all += s->durations.count();
  return all;
}

request_counts::series& request_counts::find(std::size_t method, unsigned status) {
  const auto fits = [&](const series* s) { return s->method == method && s->status == status; };
  if (latest_ != nullptr && fits(latest_))
    return *latest_;
  auto* s = first_.load(std::memory_order_relaxed);
  while (s != nullptr && !fits(s))
    s = s->next;
  if (s == nullptr && size_ >= most_series && status != other_status)
    return find(method, other_status);
  if (s == nullptr) {
    ++size_;
    s = new series(method, status);
    s->next = first_.load(std::memory_order_relaxed);
    first_.store(s, std::memory_order_release);
  }
  return *(latest_ = s);
}

namespace {

/// What is counted under those names, made when first asked for.
template <class Map>
auto counted(Map& all, typename Map::key_type names) {
  auto& known = all[std::move(names)];
  if (!known)
    known = std::make_shared<typename Map::mapped_type::element_type>();
  return known;
}

/// Null if nothing is.
template <class Map>
typename Map::mapped_type known(const Map& all, const typename Map::key_type& names) {
  const auto found = all.find(names);
  return found == all.end() ? nullptr : found->second;
}

/// What one worker counts of that; it holds the whole.
template <class Counted, class... By>
std::shared_ptr<Counted> of_worker(const std::shared_ptr<per_worker<Counted>>& all, std::size_t worker, By... by) {
  return {all, &all->of(worker, by...)};
}

} // namespace

std::shared_ptr<request_shard> request_metrics::shard(std::size_t worker, std::string_view pool,
                                                      std::string_view backend) {
  std::lock_guard lock(mutex_);
  auto* whole = &all_.of(worker);
  if (!pool.empty())
    whole = &counted(pools_, std::string(pool))->of(worker, whole);
  return of_worker(counted(backends_, backend_name(backend, pool)), worker, whole);
}

std::shared_ptr<request_counts> request_metrics::route(std::size_t worker, std::string_view route) {
  std::lock_guard lock(mutex_);
  return of_worker(counted(routes_, std::string(route)), worker);
}

std::shared_ptr<retry_counters> request_metrics::retries(std::size_t worker, std::string_view pool) {
  std::lock_guard lock(mutex_);
  return of_worker(counted(retries_, std::string(pool)), worker);
}

request_metrics::shards request_metrics::backend(std::string_view pool, std::string_view backend) {
  std::lock_guard lock(mutex_);
  return counted(backends_, backend_name(backend, pool));
}

std::shared_ptr<const per_worker<traffic_meter>> request_metrics::pool(std::string_view pool) {
  std::lock_guard lock(mutex_);
  return counted(pools_, std::string(pool));
}

request_metrics::shards request_metrics::known_backend(std::string_view pool, std::string_view backend) const {
  const backend_name names(backend, pool);
  std::lock_guard lock(mutex_);
  return known(backends_, names);
}

std::shared_ptr<const per_worker<request_counts>> request_metrics::known_route(std::string_view route) const {
  std::lock_guard lock(mutex_);
  return known(routes_, std::string(route));
}

std::shared_ptr<const per_worker<retry_counters>> request_metrics::known_retries(std::string_view pool) const {
  std::lock_guard lock(mutex_);
  return known(retries_, std::string(pool));
}

std::vector<request_metrics::shards> request_metrics::known_everywhere(std::string_view backend) const {
  const backend_name first(backend, std::string());
  std::vector<shards> all;
  std::lock_guard lock(mutex_);
  for (auto at = backends_.lower_bound(first); at != backends_.end() && at->first.first == backend; ++at)
    all.push_back(at->second);
  return all;
}

} // namespace loadex::observability
