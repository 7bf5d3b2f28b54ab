#include "apps/loadex/cli/text/figures.hpp"

#include "apps/loadex/cli/terminal/paint.hpp"
#include "apps/loadex/cli/terminal/sparkline.hpp"
#include "apps/loadex/cli/terminal/table.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <numeric>
#include <utility>

namespace loadex::cli {

namespace {

using nlohmann::ordered_json;

constexpr std::size_t picture = 60; // columns: a second each

std::optional<double> newest(const ordered_json& values) {
  for (auto value = values.rbegin(); value != values.rend(); ++value)
    if (!value->is_null())
      return value->get<double>();
  return std::nullopt;
}

/// What all of `said` have in common.
void read(const ordered_json& said, traffic_figures& into) {
  const auto step = said.at("step_seconds").get<double>();
  const auto requests = said.at("requests").get<std::vector<double>>();
  for (const auto count : requests)
    into.history.push_back(count / step);
  into.requests = static_cast<std::uint64_t>(std::accumulate(requests.begin(), requests.end(), 0.0));
  into.rate = into.history.empty() ? 0 : into.history.back();
  const auto& in_flight = said.at("in_flight");
  into.in_flight = in_flight.empty() ? 0 : in_flight.back().get<std::int64_t>();
  into.p50_ms = newest(said.at("p50_ms"));
  into.p95_ms = newest(said.at("p95_ms"));
  into.p99_ms = newest(said.at("p99_ms"));
}

void count_errors(const std::vector<double>& errors, double step, traffic_figures& into) {
  into.failed += static_cast<std::uint64_t>(std::accumulate(errors.begin(), errors.end(), 0.0));
  into.error_rate += errors.empty() ? 0 : errors.back() / step;
}

} // namespace

figures read_figures(const ordered_json& stats, const ordered_json& backends, const std::string& pool) {
  figures now;
  read(stats, now.all);
  const auto step = stats.at("step_seconds").get<double>();
  now.seconds = static_cast<std::uint64_t>(step * static_cast<double>(now.all.history.size()));
  for (const auto& [reason, counts] : stats.at("errors").items()) {
    const auto before = now.all.failed;
    count_errors(counts.get<std::vector<double>>(), step, now.all);
    if (now.all.failed > before)
      now.errors[reason] = now.all.failed - before;
  }
  for (const auto& row : backends.at("backends")) {
    backend_figures one;
    one.pool = row.at("pool");
    if (!pool.empty() && one.pool != pool)
      continue;
    one.id = row.at("id");
    one.url = row.at("url");
    one.state = row.at("state");
    one.queued = row.at("queued");
    for (const auto& said : stats.value("backends", ordered_json::array()))
      if (said.at("id") == row.at("id") && said.at("pool") == row.at("pool")) {
        read(said, one);
        count_errors(said.at("errors").get<std::vector<double>>(), said.at("step_seconds").get<double>(), one);
      }
    one.in_flight = row.at("in_flight");
    now.backends.push_back(std::move(one));
  }
  return now;
}

std::string milliseconds(const std::optional<double>& value) {
  return value ? fmt::format("{:.1f}", *value) : "-";
}

std::string stats_table(const figures& now, bool colours) {
  const auto& all = now.all;
  auto told = fmt::format("{} requests in {} s, {} failed", all.requests, now.seconds, all.failed);
  const char* before = ": ";
  for (const auto& [reason, count] : now.errors)
    told += fmt::format("{}{} {}", std::exchange(before, ", "), count, reason);
  told += fmt::format("\nnow {:.0f} a second, {} in flight; p50 {} ms, p95 {} ms, p99 {} ms\n{}\n\n", all.rate,
                      all.in_flight, milliseconds(all.p50_ms), milliseconds(all.p95_ms), milliseconds(all.p99_ms),
                      sparkline(all.history, picture));
  text_table table{{{"POOL"},
                    {"ID", true},
                    {"BACKEND"},
                    {"STATE"},
                    {"REQUESTS", true},
                    {"FAILED", true},
                    {"REQ/S", true},
                    {"IN FLIGHT", true},
                    {"P50 MS", true},
                    {"P95 MS", true},
                    {"P99 MS", true},
                    {"REQ/S BEFORE"}}};
  for (const auto& one : now.backends)
    table.add({one.pool, std::to_string(one.id), one.url, state_cell(one.state, colours), std::to_string(one.requests),
               std::to_string(one.failed), fmt::format("{:.0f}", one.rate), std::to_string(one.in_flight),
               milliseconds(one.p50_ms), milliseconds(one.p95_ms), milliseconds(one.p99_ms),
               sparkline(one.history, picture)});
  return told + table.text();
}

} // namespace loadex::cli
