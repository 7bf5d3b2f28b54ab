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

ClientMetric labelled(std::vector<ClientMetric::Label> labels) {
  ClientMetric metric;
  metric.label = std::move(labels);
  return metric;
}

ClientMetric gauge(std::vector<ClientMetric::Label> labels, double value) {
  auto metric = labelled(std::move(labels));
  metric.gauge.value = value;
  return metric;
}

ClientMetric counter(std::vector<ClientMetric::Label> labels, std::uint64_t value) {
  auto metric = labelled(std::move(labels));
  metric.counter.value = static_cast<double>(value);
  return metric;
}

std::vector<MetricFamily> families_of(const std::vector<backend_gauges>& backends,
                                      const std::vector<std::string_view>& states) {
  MetricFamily up{"golb_backend_up", "1 if the backend is healthy.", MetricType::Gauge, {}};
  MetricFamily state{"golb_backend_state", "1 for the state that the backend is in.", MetricType::Gauge, {}};
  MetricFamily in_flight{"golb_backend_in_flight", "Requests that are with the backend now.", MetricType::Gauge, {}};
  MetricFamily queue{"golb_backend_queue", "Requests that wait for a place at the backend now.", MetricType::Gauge, {}};
  MetricFamily ejections{"golb_backend_ejections_total",
                         "Times that the backend was ejected for failing over and over.",
                         MetricType::Counter,
                         {}};
  MetricFamily checks{
      "golb_health_checks_total", "Probes, by result: ok, or the reason why not.", MetricType::Counter, {}};
  for (const auto& b : backends) {
    const ClientMetric::Label name{"backend", b.backend};
    up.metric.push_back(gauge({name}, b.state == "healthy" ? 1 : 0));
    for (const auto s : states)
      state.metric.push_back(gauge({name, {"state", std::string(s)}}, b.state == s ? 1 : 0));
    in_flight.metric.push_back(gauge({name}, static_cast<double>(b.in_flight)));
    queue.metric.push_back(gauge({name}, static_cast<double>(b.counted->queued.load(std::memory_order_relaxed))));
    ejections.metric.push_back(counter({name}, b.counted->ejections.value()));
    for (std::size_t i = 0; i < base::reason_count; ++i) {
      const auto why = static_cast<base::reason>(i);
      const auto result = why == base::reason::none ? "ok" : to_string(why);
      if (const auto count = b.counted->checks.value(why); count > 0)
        checks.metric.push_back(counter({name, {"result", std::string(result)}}, count));
    }
  }
  return {std::move(up),    std::move(state),     std::move(in_flight),
          std::move(queue), std::move(ejections), std::move(checks)};
}

std::vector<MetricFamily> family_of(const event_counters& events) {
  MetricFamily happened{"golb_pool_events_total", "Changes of the pool, by what happened.", MetricType::Counter, {}};
  for (std::size_t kind = 0; kind < event_kind_count; ++kind) {
    happened.metric.push_back(counter({{"event", std::string(to_string(static_cast<event_kind>(kind)))}},
                                      events.by_kind[kind].load(std::memory_order_relaxed)));
  }
  return {std::move(happened)};
}

} // namespace

std::string metrics_page(const request_metrics& requests, const std::vector<backend_gauges>& backends,
                         const std::vector<std::string_view>& states, const event_counters& events) {
  auto families = requests.Collect();
  for (const auto& more : {families_of(backends, states), family_of(events), process_metrics().Collect()})
    families.insert(families.end(), more.begin(), more.end());
  return prometheus::TextSerializer().Serialize(families);
}

} // namespace loadex::observability
