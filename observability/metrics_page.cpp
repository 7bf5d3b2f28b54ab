#include "observability/metrics_page.hpp"

#include "observability/metric_families.hpp"
#include "observability/process_metrics.hpp"

#include <prometheus/text_serializer.h>

#include <utility>

namespace loadex::observability {

namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;

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
  auto up = start(family::backend_up);
  auto state = start(family::backend_state);
  auto in_flight = start(family::backend_in_flight);
  auto queue = start(family::backend_queue);
  auto ejections = start(family::backend_ejections);
  auto checks = start(family::health_checks);
  for (const auto& b : backends) {
    const ClientMetric::Label pool{"pool", std::string(b.pool)};
    const ClientMetric::Label name{"backend", b.backend};
    up.metric.push_back(gauge({name, pool}, b.state == "healthy" ? 1 : 0));
    for (const auto s : states)
      state.metric.push_back(gauge({name, {"state", std::string(s)}, pool}, b.state == s ? 1 : 0));
    in_flight.metric.push_back(gauge({name, pool}, static_cast<double>(b.in_flight)));
    queue.metric.push_back(gauge({name, pool}, static_cast<double>(b.counted->queued.load(std::memory_order_relaxed))));
    ejections.metric.push_back(counter({name, pool}, b.counted->ejections.value()));
    for (std::size_t i = 0; i < base::reason_count; ++i) {
      const auto why = static_cast<base::reason>(i);
      const auto result = why == base::reason::none ? "ok" : to_string(why);
      if (const auto count = b.counted->checks.value(why); count > 0)
        checks.metric.push_back(counter({name, {"result", std::string(result)}, pool}, count));
    }
  }
  return {std::move(up),    std::move(state),     std::move(in_flight),
          std::move(queue), std::move(ejections), std::move(checks)};
}

std::vector<MetricFamily> family_of(const std::vector<pool_counts>& pools) {
  auto happened = start(family::pool_events);
  for (const auto& p : pools)
    for (std::size_t kind = 0; kind < event_kind_count; ++kind)
      happened.metric.push_back(
          counter({{"event", std::string(to_string(static_cast<event_kind>(kind)))}, {"pool", std::string(p.pool)}},
                  p.events->by_kind[kind].load(std::memory_order_relaxed)));
  return {std::move(happened)};
}

std::vector<MetricFamily> families_of(const reload_counters& counted) {
  auto reloads = start(family::config_reloads);
  reloads.metric = {counter({{"result", "adopted"}}, counted.adopted()),
                    counter({{"result", "refused"}}, counted.refused())};
  auto since = start(family::config_since);
  const auto held = counted.now_held();
  since.metric = {gauge({{"id", held.id}}, static_cast<double>(held.since))};
  return {std::move(reloads), std::move(since)};
}

MetricFamily family_of(const access_log& access) {
  auto lines = start(family::access_lines);
  lines.metric = {counter({{"result", "written"}}, access.written()),
                  counter({{"result", "dropped"}}, access.dropped())};
  return lines;
}

} // namespace

std::string metrics_page(const request_metrics& requests, const std::vector<backend_gauges>& backends,
                         const std::vector<std::string_view>& states, const std::vector<pool_counts>& pools,
                         const reload_counters& reloads, const access_log& access) {
  auto families = requests.Collect();
  for (const auto& more : {families_of(backends, states), family_of(pools), families_of(reloads),
                           std::vector{family_of(access)}, process_metrics().Collect()})
    families.insert(families.end(), more.begin(), more.end());
  return prometheus::TextSerializer().Serialize(families);
}

} // namespace loadex::observability
