#include "apps/loadex/cli/text/render.hpp"

#include "apps/loadex/cli/terminal/paint.hpp"
#include "apps/loadex/cli/terminal/printable.hpp"
#include "apps/loadex/cli/terminal/table.hpp"

#include <fmt/color.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace loadex::cli {

namespace {

using nlohmann::ordered_json;

std::string green(std::string_view text, bool colours) {
  return coloured(text, fmt::terminal_color::green, colours);
}

std::string red(std::string_view text, bool colours) {
  return coloured(text, fmt::terminal_color::red, colours);
}

std::string text_of(const ordered_json& row, const char* member) {
  return printable(row.at(member).get<std::string>());
}

std::string number_of(const ordered_json& row, const char* member) {
  return std::to_string(row.at(member).get<std::int64_t>());
}

double milliseconds(latency value) {
  return std::chrono::duration<double, std::milli>{value}.count();
}

double seconds(std::chrono::nanoseconds value) {
  return std::chrono::duration<double>{value}.count();
}

double rate(const traffic_result& result) {
  const auto elapsed = seconds(result.elapsed);
  return elapsed > 0 ? static_cast<double>(result.summary.total()) / elapsed : 0;
}

/// A bar for `share` (0 to 1) of up to 30 blocks; the last is rounded up, so that nothing that exists is invisible.
std::string bar(double share) {
  constexpr double width = 30;
  std::string drawn;
  for (auto blocks = static_cast<int>(std::ceil(share * width)); blocks > 0; --blocks)
    drawn += "█";
  return drawn;
}

std::string distribution_table(const traffic_summary& summary) {
  std::size_t answers = 0;
  std::size_t widest = std::string_view{"BACKEND"}.size();
  for (const auto& [who, count] : summary.distribution()) {
    answers += count;
    widest = std::max(widest, who.size());
  }
  auto table = fmt::format("{:<{}}  {:>8}  {:>7}\n", "BACKEND", widest, "ANSWERS", "SHARE");
  for (const auto& [who, count] : summary.distribution()) {
    const auto share = static_cast<double>(count) / static_cast<double>(answers);
    table += fmt::format("{:<{}}  {:>8}  {:>5.1f} %  {}\n", who, widest, count, share * 100, bar(share));
  }
  return table;
}

/// How many requests took how long, as a picture.
std::string histogram(const traffic_summary& summary) {
  const auto buckets = summary.histogram();
  std::size_t most = 1;
  for (const auto& [bound, count] : buckets)
    most = std::max(most, count);
  auto picture = fmt::format("{:>10}  {:>8}\n", "UP TO MS", "REQUESTS");
  for (const auto& [bound, count] : buckets)
    picture += count == 0 ? fmt::format("{:>10}  {:>8}\n", milliseconds(bound), count)
                          : fmt::format("{:>10}  {:>8}  {}\n", milliseconds(bound), count,
                                        bar(static_cast<double>(count) / static_cast<double>(most)));
  return picture;
}

} // namespace

std::string health_table(const ordered_json& health, bool colours) {
  text_table table{{{"BACKEND"}, {"STATUS"}}};
  std::size_t healthy = 0;
  for (const auto& [url, alive] : health.get_ref<const ordered_json::object_t&>()) {
    const bool is_healthy = alive.get<bool>();
    healthy += is_healthy ? 1 : 0;
    table.add({url, is_healthy ? cell("Healthy", fmt::terminal_color::green, colours)
                               : cell("Dead", fmt::terminal_color::red, colours)});
  }
  return table.text() + fmt::format("\n{} of {} healthy\n", healthy, health.size());
}

std::string pools_table(const ordered_json& list) {
  text_table table{{{"POOL"}, {"ALGORITHM"}, {"IN FLIGHT", true}, {"QUEUED", true}, {"BACKENDS"}}};
  for (const auto& pool : list.at("pools")) {
    std::string states;
    for (const auto& [state, count] : pool.at("backends").items())
      if (count != 0)
        states += fmt::format("{}{} {}", states.empty() ? "" : ", ", count.get<std::uint64_t>(), state);
    table.add({text_of(pool, "name"), text_of(pool, "algorithm"), number_of(pool, "in_flight"),
               number_of(pool, "queued"), states.empty() ? "none" : states});
  }
  return table.text();
}

std::string backends_table(const ordered_json& list, bool colours) {
  const auto& rows = list.at("backends");
  const bool several = std::ranges::any_of(
      rows, [&](const ordered_json& row) { return row.contains("pool") && row.at("pool") != rows.front().at("pool"); });
  std::vector<table_column> columns{{"ID", true},        {"BACKEND"},      {"STATE"}, {"WEIGHT", true},
                                    {"IN FLIGHT", true}, {"QUEUED", true}, {"SINCE"}, {"REASON"}};
  if (several)
    columns.insert(columns.begin(), {"POOL"});
  text_table table{std::move(columns)};
  for (const auto& row : rows) {
    std::vector<table_cell> cells{
        number_of(row, "id"),     text_of(row, "url"),         state_cell(text_of(row, "state"), colours),
        number_of(row, "weight"), number_of(row, "in_flight"), number_of(row, "queued"),
        text_of(row, "since"),    row.value("reason", "")};
    if (several)
      cells.insert(cells.begin(), text_of(row, "pool"));
    table.add(std::move(cells));
  }
  return table.text();
}

std::string state_line(const ordered_json& backend) {
  return fmt::format("{} is {}\n", text_of(backend, "url"), text_of(backend, "state"));
}

std::string probe_line(const ordered_json& verdict) {
  return printable(fmt::format("{} {}: {} in {:.1f} ms\n", text_of(verdict, "url"),
                               verdict.at("ok").get<bool>() ? "is well" : "fails", text_of(verdict, "found"),
                               verdict.at("took_ms").get<double>()));
}

std::string drain_begun(const std::string& url, const ordered_json& backend, std::string_view afterwards) {
  if (!backend.contains("state") || backend.at("state") != "draining")
    return printable(fmt::format("{} is {}\n", url, afterwards));
  return printable(fmt::format("{} is draining, {} left\n", url, requests(backend.at("in_flight"))));
}

std::string requests(std::uint64_t count) {
  return fmt::format("{} request{}", count, count == 1 ? "" : "s");
}

std::string traffic_report(const traffic_plan& plan, const traffic_result& result, bool colours) {
  const auto& summary = result.summary;
  auto report = fmt::format("{} requests to {}{} in {:.2f} s: {:.0f} a second\n", summary.total(), plan.server.text(),
                            plan.path, seconds(result.elapsed), rate(result));
  if (!summary.distribution().empty())
    report += "\n" + distribution_table(summary);

  report += fmt::format("\nsucceeded  {}\n", green(std::to_string(summary.succeeded()), colours));
  const auto failed = std::to_string(summary.failed());
  report += fmt::format("failed     {}\n", summary.failed() > 0 ? red(failed, colours) : failed);
  for (const auto& [reason, count] : summary.failures())
    report += fmt::format("           {}  {}\n", count, reason);

  if (!summary.distribution().empty()) {
    const auto took = summary.latencies();
    report +=
        fmt::format("latency    p50 {:.2f} ms, p90 {:.2f} ms, p99 {:.2f} ms, max {:.2f} ms\n", milliseconds(took.p50),
                    milliseconds(took.p90), milliseconds(took.p99), milliseconds(took.max));
    if (plan.rate > 0)
      report += "\n" + histogram(summary);
  }
  if (result.late > 0)
    report += fmt::format("\n{} began more than {} ms late, the latest by {:.0f} ms: all connections (-j) or this "
                          "machine were busy; latencies count from when they were due\n",
                          requests(result.late), tolerated_lateness.count(), milliseconds(result.latest));
  return report;
}

ordered_json traffic_json(const traffic_plan& plan, const traffic_result& result) {
  const auto& summary = result.summary;
  const auto took = summary.latencies();
  ordered_json told{
      {"url", plan.server.text() + plan.path},
      {"requests", summary.total()},
      {"succeeded", summary.succeeded()},
      {"failed", summary.failed()},
      {"seconds", seconds(result.elapsed)},
      {"requests_per_second", rate(result)},
      {"backends", summary.distribution()},
      {"failures", summary.failures()},
      {"latency_ms",
       {{"p50", milliseconds(took.p50)},
        {"p90", milliseconds(took.p90)},
        {"p99", milliseconds(took.p99)},
        {"max", milliseconds(took.max)}}},
  };
  if (plan.rate > 0) {
    told["rate"] = plan.rate;
    told["late"] = {{"requests", result.late}, {"max_ms", milliseconds(result.latest)}};
    told["histogram"] = ordered_json::array();
    for (const auto& [bound, count] : summary.histogram())
      told["histogram"].push_back({{"up_to_ms", milliseconds(bound)}, {"requests", count}});
  }
  return told;
}

} // namespace loadex::cli
