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

using reason_totals = std::array<std::uint64_t, base::reason_count>;

void add(const reason_counters& counted, reason_totals& sums) {
  for (std::size_t i = 0; i < sums.size(); ++i)
    sums[i] += counted.value(static_cast<base::reason>(i));
}

/// Adds a metric for each reason that has occurred.
void append_by_reason(const reason_totals& sums, const std::vector<ClientMetric::Label>& labels, MetricFamily& family) {
  for (std::size_t i = 0; i < sums.size(); ++i) {
    if (sums[i] == 0)
      continue;
    ClientMetric metric;
    metric.label = labels;
    metric.label.push_back({"reason", std::string(to_string(static_cast<base::reason>(i)))});
    metric.counter.value = static_cast<double>(sums[i]);
    family.metric.push_back(std::move(metric));
  }
}

} // namespace

std::size_t method_label(std::string_view method) noexcept {
  const auto found = std::find(method_labels.begin(), method_labels.end() - 1, method);
  return static_cast<std::size_t>(found - method_labels.begin());
}

request_shard::~request_shard() {
  for (auto* s = first_.load(); s != nullptr;)
    delete std::exchange(s, s->next);
}

void request_shard::count(std::size_t method, unsigned status, std::chrono::nanoseconds duration) {
  auto& s = find(method, status);
  const auto ns = static_cast<std::uint64_t>(std::max<std::int64_t>(duration.count(), 0));
  std::size_t bucket = 0;
  while (bucket < duration_bounds.size() && ns > duration_bounds[bucket])
    ++bucket;
  s.buckets[bucket].add();
  s.nanoseconds.add(ns);
}

request_shard::series& request_shard::find(std::size_t method, unsigned status) {
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

request_metrics::request_metrics(std::size_t workers)
    : counters_(workers) {}

std::shared_ptr<request_shard> request_metrics::shard(std::size_t worker, std::string_view backend) {
  std::lock_guard lock(mutex_);
  auto& known = shards_[{worker, std::string(backend)}];
  if (!known)
    known = std::make_shared<request_shard>();
  return known;
}

std::vector<MetricFamily> request_metrics::Collect() const {
  std::map<std::tuple<std::string, std::size_t, unsigned>, totals> sums; // by backend, method, status
  std::map<std::string, reason_totals> failed;                           // by backend
  {
    std::lock_guard lock(mutex_);
    for (const auto& [name, counted] : shards_) {
      add(counted->failures, failed[name.second]);
      for (const auto* s = counted->first(); s != nullptr; s = s->next) {
        auto& sum = sums[{name.second, s->method, s->status}];
        for (std::size_t i = 0; i < s->buckets.size(); ++i)
          sum.buckets[i] += s->buckets[i].value();
        sum.nanoseconds += s->nanoseconds.value();
      }
    }
  }

  auto requests = start(family::requests);
  auto durations = start(family::durations);
  for (const auto& [key, sum] : sums) {
    const auto& [backend, method, status] = key;
    ClientMetric metric;
    metric.label = {
        {"method", std::string(method_labels[method])}, {"status", std::to_string(status)}, {"backend", backend}};
    auto duration = metric;
    duration.histogram = histogram_of(sum);
    metric.counter.value = static_cast<double>(duration.histogram.sample_count);
    requests.metric.push_back(std::move(metric));
    durations.metric.push_back(std::move(duration));
  }
  auto failures = start(family::failures);
  for (const auto& [backend, counts] : failed)
    append_by_reason(counts, {{"backend", backend}}, failures);

  auto retries = start(family::retries);
  auto refused = start(family::retries_refused);
  reason_totals repeated{};
  reason_totals given_up{};
  for (const auto& worker : counters_) {
    add(worker.retries, repeated);
    add(worker.retries_refused, given_up);
  }
  append_by_reason(repeated, {}, retries);
  append_by_reason(given_up, {}, refused);
  return {std::move(requests), std::move(durations), std::move(failures), std::move(retries), std::move(refused)};
}

} // namespace loadex::observability
