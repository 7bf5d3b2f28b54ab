#include "net/admin/metrics_page.hpp"

#include "observability/process_metrics.hpp"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <iterator>

namespace loadex::net::admin {

namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

std::vector<MetricFamily> pool_families(const actors::pool_view& pool) {
  MetricFamily up{"golb_backend_up", "1 if the backend is healthy.", MetricType::Gauge, {}};
  MetricFamily in_flight{"golb_backend_in_flight", "Requests that are with the backend now.", MetricType::Gauge, {}};
  for (std::size_t i = 0; i < pool.members.size(); ++i) {
    ClientMetric metric;
    metric.label = {{"backend", pool.members[i]->url.text()}};
    metric.gauge.value = pool.standings[i].state == actors::health::state::healthy ? 1 : 0;
    up.metric.push_back(metric);
    metric.gauge.value = pool.members[i]->vitals->in_flight.load(std::memory_order_relaxed);
    in_flight.metric.push_back(std::move(metric));
  }
  return {std::move(up), std::move(in_flight)};
}

} // namespace

std::string metrics_page(const observability::request_metrics& requests, const actors::pool_view& pool) {
  auto families = requests.Collect();
  for (auto&& more : {pool_families(pool), observability::process_metrics().Collect()})
    families.insert(families.end(), more.begin(), more.end());
  return prometheus::TextSerializer().Serialize(families);
}

} // namespace loadex::net::admin
