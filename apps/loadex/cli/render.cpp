#include "apps/loadex/cli/render.hpp"

#include <fmt/color.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <string_view>

namespace loadex::cli {

namespace {

std::string coloured(std::string_view text, fmt::terminal_color colour, bool colours) {
  return colours ? fmt::format(fmt::fg(colour), "{}", text) : std::string{text};
}

std::string green(std::string_view text, bool colours) {
  return coloured(text, fmt::terminal_color::green, colours);
}

std::string red(std::string_view text, bool colours) {
  return coloured(text, fmt::terminal_color::red, colours);
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

} // namespace

std::string health_table(const nlohmann::ordered_json& health, bool colours) {
  std::size_t widest = std::string_view{"BACKEND"}.size();
  for (const auto& [url, alive] : health.get_ref<const nlohmann::ordered_json::object_t&>())
    widest = std::max(widest, url.size());

  auto table = fmt::format("{:<{}}  STATUS\n", "BACKEND", widest);
  std::size_t healthy = 0;
  for (const auto& [url, alive] : health.items()) {
    const bool is_healthy = alive.get<bool>();
    healthy += is_healthy ? 1 : 0;
    table += fmt::format("{:<{}}  {}\n", url, widest, is_healthy ? green("Healthy", colours) : red("Dead", colours));
  }
  return table + fmt::format("\n{} of {} healthy\n", healthy, health.size());
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
  }
  return report;
}

nlohmann::ordered_json traffic_json(const traffic_plan& plan, const traffic_result& result) {
  const auto& summary = result.summary;
  const auto took = summary.latencies();
  return {
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
}

} // namespace loadex::cli
