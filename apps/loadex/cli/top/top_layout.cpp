#include "apps/loadex/cli/top/top_layout.hpp"

#include "apps/loadex/cli/terminal/printable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace loadex::cli {

namespace {

constexpr std::size_t narrowest_label = 14;
constexpr std::size_t narrowest_picture = 8; // a smaller one says nothing

constexpr std::array figure_columns{
    figure_column{top_column::state, "STATE", 10, 1},  figure_column{top_column::requests, "REQ/S", 6, 2},
    figure_column{top_column::errors, "ERR/S", 5, 5},  figure_column{top_column::in_flight, "FLIGHT", 6, 4},
    figure_column{top_column::queued, "QUEUED", 6, 8}, figure_column{top_column::p50, "P50 MS", 7, 7},
    figure_column{top_column::p95, "P95 MS", 7, 3},    figure_column{top_column::p99, "P99 MS", 7, 6},
};

} // namespace

top_layout fit(std::size_t width, std::size_t longest_label) {
  top_layout made;
  made.label = std::min(narrowest_label, width);
  auto left = width - made.label;
  auto by_rank = figure_columns;
  std::ranges::sort(by_rank, {}, &figure_column::rank);
  for (const auto& column : by_rank) {
    if (left < column.width + 1)
      break;
    left -= column.width + 1;
    made.columns.push_back(column);
  }
  std::ranges::sort(made.columns, {}, &figure_column::what);
  const auto wider = std::min(left, longest_label > made.label ? longest_label - made.label : 0);
  made.label += wider;
  left -= wider;
  made.picture = left > narrowest_picture ? std::min(left - 1, widest_picture) : 0;
  return made;
}

std::string figure(const backend_figures& one, top_column what) {
  switch (what) {
  case top_column::backend:
    return one.url;
  case top_column::state:
    return printable(one.state);
  case top_column::requests:
    return fmt::format("{:.0f}", one.rate);
  case top_column::errors:
    return fmt::format("{:.0f}", one.error_rate);
  case top_column::in_flight:
    return std::to_string(one.in_flight);
  case top_column::queued:
    return std::to_string(one.queued);
  case top_column::p50:
    return milliseconds(one.p50_ms);
  case top_column::p95:
    return milliseconds(one.p95_ms);
  case top_column::p99:
    return milliseconds(one.p99_ms);
  }
  return {};
}

double magnitude(const backend_figures& one, top_column what) {
  switch (what) {
  case top_column::requests:
    return one.rate;
  case top_column::errors:
    return one.error_rate;
  case top_column::in_flight:
    return static_cast<double>(one.in_flight);
  case top_column::queued:
    return static_cast<double>(one.queued);
  case top_column::p50:
    return one.p50_ms.value_or(-1);
  case top_column::p95:
    return one.p95_ms.value_or(-1);
  case top_column::p99:
    return one.p99_ms.value_or(-1);
  default:
    return 0;
  }
}

std::string padded(std::string text, std::size_t width, bool to_the_right) {
  text = shortened(text, width);
  const std::string blanks(width - columns_of(text), ' ');
  return to_the_right ? blanks + text : text + blanks;
}

std::string row(const top_layout& by, const std::string& label, const std::string& picture,
                const std::function<std::string(const figure_column&)>& text) {
  auto line = padded(label, by.label, false);
  for (const auto& column : by.columns)
    line += " " + text(column);
  return by.picture > 0 ? line + " " + picture : line;
}

} // namespace loadex::cli
