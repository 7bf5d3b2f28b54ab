#include "observability/metrics_page.hpp"

#include "observability/process_metrics.hpp"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <utility>

namespace loadex::observability {

namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

std::vector<MetricFamily> families_of(const std::vector<backend_gauges>& backends) {
  MetricFamily up{"golb_backend_up", "1 if the backend is healthy.", MetricType::Gauge, {}};
  MetricFamily in_flight{"golb_backend_in_flight", "Requests that are with the backend now.", MetricType::Gauge, {}};
  for (const auto& b : backends) {
    ClientMetric metric;
    metric.label = {{"backend", b.backend}};
    metric.gauge.value = b.up ? 1 : 0;
    up.metric.push_back(metric);
    metric.gauge.value = static_cast<double>(b.in_flight);
    in_flight.metric.push_back(std::move(metric));
  }
  return {std::move(up), std::move(in_flight)};
}

std::vector<MetricFamily> family_of(const event_counters& events) {
  MetricFamily happened{"golb_pool_events_total", "Changes of the pool, by what happened.", MetricType::Counter, {}};
  for (std::size_t kind = 0; kind < event_kind_count; ++kind) {
    ClientMetric metric;
    metric.label = {{"event", std::string(to_string(static_cast<event_kind>(kind)))}};
    metric.counter.value = static_cast<double>(events.by_kind[kind].load(std::memory_order_relaxed));
    happened.metric.push_back(std::move(metric));
  }
  return {std::move(happened)};
}

} // namespace

std::string metrics_page(const request_metrics& requests, const std::vector<backend_gauges>& backends,
                         const event_counters& events) {
  auto families = requests.Collect();
  for (const auto& more : {families_of(backends), family_of(events), process_metrics().Collect()})
    families.insert(families.end(), more.begin(), more.end());
  return prometheus::TextSerializer().Serialize(families);
}

} // namespace loadex::observability
