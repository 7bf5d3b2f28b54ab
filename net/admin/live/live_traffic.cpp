#include "net/admin/live/live_traffic.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace loadex::net::admin {

namespace {

using nlohmann::ordered_json;
using observability::duration_histogram;
using observability::traffic_step;
using observability::watched_traffic;

constexpr std::size_t bars = 13;

double milliseconds(std::uint8_t bucket) {
  return std::round(duration_histogram::middle_of(bucket) * 1e3) / 1e3;
}

void add_percentiles(const traffic_step& step, ordered_json& to) {
  if (step.requests == 0)
    return;
  to["p50_ms"] = milliseconds(step.took.p50);
  to["p95_ms"] = milliseconds(step.took.p95);
  to["p99_ms"] = milliseconds(step.took.p99);
}

/// Of a second, if steps are longer.
double each_second(std::uint32_t count, const watched_traffic& of) {
  return static_cast<double>(count) / of.track().seconds_a_step();
}

/// By bucket, which bar it belongs to.
const std::array<std::size_t, duration_histogram::size>& bar_of() {
  static const auto all = [] {
    std::array<std::size_t, duration_histogram::size> bar{};
    for (std::size_t i = 0; i < bar.size(); ++i)
      for (double most = 0.5; bar[i] + 1 < bars && duration_histogram::middle_of(i) > most; most *= 2)
        ++bar[i];
    return bar;
  }();
  return all;
}

ordered_json latencies(const duration_histogram::counts& before, const duration_histogram::counts& now) {
  std::array<std::uint32_t, bars> counts{};
  for (std::size_t i = 0; i < now.size(); ++i)
    counts[bar_of()[i]] += now[i] - before[i];
  return std::ranges::any_of(counts, [](auto n) { return n > 0; }) ? ordered_json(counts) : ordered_json();
}

} // namespace

ordered_json last_step_of(const watched_traffic& of) {
  auto shown = ordered_json::object();
  if (of.track().size() == 0)
    return shown;
  const auto& step = of.track().before_last(0);
  shown["requests"] = each_second(step.requests, of);
  auto& errors = shown["errors"] = ordered_json::object();
  for (std::size_t reason = 0; reason < base::reason_count; ++reason)
    if (const auto count = of.track().errors_before_last(0, reason); count > 0)
      errors[std::string(to_string(static_cast<base::reason>(reason)))] = each_second(count, of);
  shown["in_flight"] = step.in_flight;
  add_percentiles(step, shown);
  return shown;
}

void add_traffic(const observability::traffic_history::backend_traffic& of, ordered_json& row) {
  const auto totals = totals_of(*of.counted);
  std::uint64_t requests = 0;
  of.counted->visit([&](const observability::request_shard& shard) { requests += shard.total(); });
  row["requests"] = requests;
  row["errors"] = observability::total_of(totals.failures);
  auto now = ordered_json::object();
  if (of.traffic.track().size() > 0) {
    const auto& step = of.traffic.track().before_last(0);
    now["requests"] = each_second(step.requests, of.traffic);
    now["errors"] = each_second(step.errors, of.traffic);
    add_percentiles(step, now);
  }
  row["now"] = std::move(now);
  if (auto counts = latencies(of.older, totals.durations); !counts.is_null())
    row["latency"] = std::move(counts);
}

} // namespace loadex::net::admin
