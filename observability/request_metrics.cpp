#include "observability/request_metrics.hpp"

#include "observability/metric_families.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <tuple>
#include <utility>

namespace loadex::observability {

namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;

struct totals {
  std::array<std::uint64_t, duration_bounds.size() + 1> buckets{};
  std::uint64_t nanoseconds = 0;
};

constexpr double seconds(std::uint64_t nanoseconds) {
  return static_cast<double>(nanoseconds) / 1e9;
}

ClientMetric::Histogram histogram_of(const totals& sum) {
  ClientMetric::Histogram h;
  for (std::size_t i = 0; i < sum.buckets.size(); ++i) {
    h.sample_count += sum.buckets[i];
    const auto bound =
        i < duration_bounds.size() ? seconds(duration_bounds[i]) : std::numeric_limits<double>::infinity();
    h.bucket.push_back({h.sample_count, bound});
  }
  h.sample_sum = seconds(sum.nanoseconds);
  return h;
}

/// Adds a metric for each reason that has occurred.
void append_by_reason(const reason_totals& sums, const std::vector<ClientMetric::Label>& labels,
                      const std::string& pool, MetricFamily& family) {
  for (std::size_t i = 0; i < sums.size(); ++i) {
    if (sums[i] == 0)
      continue;
    ClientMetric metric;
    metric.label = labels;
    metric.label.push_back({"reason", std::string(to_string(static_cast<base::reason>(i)))});
    metric.label.push_back({"pool", pool});
    metric.counter.value = static_cast<double>(sums[i]);
    family.metric.push_back(std::move(metric));
  }
}

} // namespace

std::size_t method_label(std::string_view method) noexcept {
  const auto found = std::find(method_labels.begin(), method_labels.end() - 1, method);
  return static_cast<std::size_t>(found - method_labels.begin());
}

request_counts::~request_counts() {
  for (auto* s = first_.load(); s != nullptr;)
    delete std::exchange(s, s->next);
}

void request_counts::count(std::size_t method, unsigned status, std::chrono::nanoseconds duration) {
  auto& s = find(method, status);
  const auto ns = static_cast<std::uint64_t>(std::max<std::int64_t>(duration.count(), 0));
  std::size_t bucket = 0;
  while (bucket < duration_bounds.size() && ns > duration_bounds[bucket])
    ++bucket;
  s.buckets[bucket].add();
  s.nanoseconds.add(ns);
}

std::uint64_t request_counts::total() const noexcept {
  std::uint64_t all = 0;
  for (const auto* s = first(); s != nullptr; s = s->next)
    for (const auto& bucket : s->buckets)
      all += bucket.value();
  return all;
}

request_counts::series& request_counts::find(std::size_t method, unsigned status) {
  const auto fits = [&](const series* s) { return s->method == method && s->status == status; };
  if (latest_ != nullptr && fits(latest_))
    return *latest_;
  auto* s = first_.load(std::memory_order_relaxed);
  while (s != nullptr && !fits(s))
    s = s->next;
  if (s == nullptr) {
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

/// Sums of requests by method and status.
using request_totals = std::map<std::pair<std::size_t, unsigned>, totals>;

void add(const request_counts& counts, request_totals& sums) {
  for (const auto* s = counts.first(); s != nullptr; s = s->next) {
    auto& sum = sums[{s->method, s->status}];
    for (std::size_t i = 0; i < s->buckets.size(); ++i)
      sum.buckets[i] += s->buckets[i].value();
    sum.nanoseconds += s->nanoseconds.value();
  }
}

/// The labels of requests of one method and status.
std::vector<ClientMetric::Label> labels_of(const request_totals::key_type& of) {
  return {{"method", std::string(method_labels[of.first])}, {"status", std::to_string(of.second)}};
}

} // namespace

std::shared_ptr<request_shard> request_metrics::shard(std::size_t worker, std::string_view pool,
                                                      std::string_view backend) {
  std::lock_guard lock(mutex_);
  auto* whole = &all_.of(worker);
  if (!pool.empty())
    whole = &counted(pools_, std::string(pool))->of(worker, whole);
  const auto shards = counted(backends_, backend_name(pool, backend));
  return {shards, &shards->of(worker, whole)};
}

std::shared_ptr<const per_worker<request_shard>> request_metrics::backend(std::string_view pool,
                                                                          std::string_view backend) {
  std::lock_guard lock(mutex_);
  return counted(backends_, backend_name(pool, backend));
}

std::shared_ptr<const per_worker<traffic_meter>> request_metrics::pool(std::string_view pool) {
  std::lock_guard lock(mutex_);
  return counted(pools_, std::string(pool));
}

std::shared_ptr<request_counts> request_metrics::route(std::size_t worker, std::string_view route) {
  std::lock_guard lock(mutex_);
  return counted(routes_, {worker, std::string(route)});
}

std::shared_ptr<retry_counters> request_metrics::retries(std::size_t worker, std::string_view pool) {
  std::lock_guard lock(mutex_);
  return counted(retries_, {worker, std::string(pool)});
}

std::vector<MetricFamily> request_metrics::Collect() const {
  std::map<std::string, request_totals> sums; // by backend
  std::map<std::string, request_totals> sums_of_routes;
  std::map<std::pair<std::string, std::string>, reason_totals> failed; // by pool and backend
  std::map<std::string, std::array<reason_totals, 2>> repeated;        // by pool: those done, those refused
  {
    std::lock_guard lock(mutex_);
    for (const auto& [name, shards] : backends_)
      shards->visit([&, &name = name](const request_shard& shard) {
        shard.failures.add_to(failed[name]);
        add(shard, sums[name.second]);
      });
    for (const auto& [names, shard] : routes_)
      add(*shard, sums_of_routes[std::get<std::string>(names)]);
    for (const auto& [names, retries] : retries_) {
      auto& [done, refused] = repeated[std::get<std::string>(names)];
      retries->done.add_to(done);
      retries->refused.add_to(refused);
    }
  }

  auto requests = start(family::requests);
  auto durations = start(family::durations);
  for (const auto& [backend, by_kind] : sums)
    for (const auto& [kind, sum] : by_kind) {
      ClientMetric metric;
      metric.label = labels_of(kind);
      metric.label.push_back({"backend", backend});
      auto duration = metric;
      duration.histogram = histogram_of(sum);
      metric.counter.value = static_cast<double>(duration.histogram.sample_count);
      requests.metric.push_back(std::move(metric));
      durations.metric.push_back(std::move(duration));
    }
  auto of_routes = start(family::route_requests);
  for (const auto& [route, by_kind] : sums_of_routes)
    for (const auto& [kind, sum] : by_kind) {
      ClientMetric metric;
      metric.label = labels_of(kind);
      metric.label.push_back({"route", route});
      metric.counter.value = static_cast<double>(histogram_of(sum).sample_count);
      of_routes.metric.push_back(std::move(metric));
    }
  auto failures = start(family::failures);
  for (const auto& [where, counts] : failed)
    append_by_reason(counts, {{"backend", where.second}}, where.first, failures);
  auto retries = start(family::retries);
  auto refused = start(family::retries_refused);
  for (const auto& [pool, counts] : repeated) {
    append_by_reason(counts[0], {}, pool, retries);
    append_by_reason(counts[1], {}, pool, refused);
  }
  return {std::move(requests), std::move(durations), std::move(of_routes),
          std::move(failures), std::move(retries),   std::move(refused)};
}

} // namespace loadex::observability
