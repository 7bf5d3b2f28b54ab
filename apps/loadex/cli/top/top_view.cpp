#include "apps/loadex/cli/top/top_view.hpp"

#include "apps/loadex/cli/terminal/paint.hpp"
#include "apps/loadex/cli/terminal/printable.hpp"
#include "apps/loadex/cli/terminal/sparkline.hpp"
#include "apps/loadex/cli/top/top_layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

namespace loadex::cli {

namespace {

const std::vector<std::string>& help() {
  static const std::vector<std::string> lines{
      "q          quit",
      "p, space   pause, go on",
      "/          show only backends with what is typed; Enter ends it, Esc shows all",
      "1 to 9     sort by that column: backend, state, requests, errors,",
      "           in flight, queued, p50, p95, p99; once more for the other way round",
      "s, r       sort by the next column; the other way round",
      "j, k       scroll down, up; so do the arrows",
      "h          this help, or back",
      "",
      "Requests, errors and percentiles are of the newest second,",
      "or the newest in which there was a request.",
  };
  return lines;
}

} // namespace

void top_view::press(std::string_view keys) {
  while (!keys.empty()) {
    std::size_t size = 1;
    if (keys.starts_with("\x1b[")) // an arrow and the like, up to its letter
      size = std::min(keys.size(), keys.find_first_not_of("0123456789;", 2) + 1);
    if (size == 0) // it is cut off
      return;
    press_one(keys.substr(0, size));
    keys.remove_prefix(size);
  }
}

void top_view::press_one(std::string_view key) {
  if (is_typing_)
    return type(key);
  const char c = key.front();
  if (key == "\x1b[B" || c == 'j')
    first_ = std::min(first_ + 1, now_.backends.empty() ? 0 : shown().size() - (shown().empty() ? 0 : 1));
  else if (key == "\x1b[A" || c == 'k')
    first_ -= first_ > 0 ? 1 : 0;
  else if (key == "\x1b")
    is_helping_ = false, filter_.clear();
  else if (c == 'q')
    is_over_ = true;
  else if (c == 'p' || c == ' ')
    is_paused_ = !is_paused_;
  else if (c == 'h' || c == '?')
    is_helping_ = !is_helping_;
  else if (c == '/')
    is_typing_ = true;
  else if (c == 'r')
    reversed_ = !reversed_;
  else if (c == 's')
    sort_by(sorted_by_ == top_column::p99 ? top_column::backend : top_column{static_cast<int>(sorted_by_) + 1});
  else if (c >= '1' && c <= '9')
    sort_by(top_column{c - '1'});
}

void top_view::type(std::string_view key) {
  const char c = key.front();
  first_ = 0;
  if (c == '\r' || c == '\n') {
    is_typing_ = false;
  } else if (key == "\x1b") {
    is_typing_ = false;
    filter_.clear();
  } else if (c == '\x7f' || c == '\b') {
    if (!filter_.empty())
      filter_.pop_back();
  } else if (key.size() == 1 && c > ' ' && c < '\x7f') {
    filter_ += c;
  }
}

void top_view::sort_by(top_column column) {
  reversed_ = column == sorted_by_ && !reversed_;
  sorted_by_ = column;
  first_ = 0;
}

void top_view::update(figures now) {
  now_ = std::move(now);
  problem_.clear();
  has_several_pools_ = std::ranges::any_of(
      now_.backends, [&](const backend_figures& one) { return one.pool != now_.backends.front().pool; });
}

std::string top_view::label(const backend_figures& one) const {
  return printable(has_several_pools_ ? one.pool + " " + one.url : one.url);
}

bool top_view::comes_first(const backend_figures& a, const backend_figures& b) const {
  if (sorted_by_ == top_column::backend)
    return false; // they come in order
  if (sorted_by_ == top_column::state)
    return a.state < b.state;
  return magnitude(a, sorted_by_) > magnitude(b, sorted_by_);
}

std::vector<const backend_figures*> top_view::shown() const {
  std::vector<const backend_figures*> rows;
  for (const auto& one : now_.backends)
    if (label(one).find(filter_) != std::string::npos)
      rows.push_back(&one);
  std::ranges::stable_sort(rows, [this](const auto* a, const auto* b) { return comes_first(*a, *b); });
  if (reversed_)
    std::ranges::reverse(rows);
  return rows;
}

std::vector<std::string> top_view::heading(screen_size size, bool colours) const {
  const auto& all = now_.all;
  std::map<std::string, std::size_t> states;
  for (const auto& one : now_.backends)
    ++states[printable(one.state)];
  std::string counted;
  for (const auto& [state, count] : states)
    counted += fmt::format("{}{} {}", counted.empty() ? "" : ", ", count, state);
  std::vector<std::string> lines{
      shortened(printable(daemon_) + (is_paused_ ? "  paused" : "") +
                    (problem_.empty() ? "" : "  " + printable(problem_)),
                size.columns),
      shortened(
          fmt::format("{:.0f} requests/s, {:.0f} failed/s, {} in flight", all.rate, all.error_rate, all.in_flight),
          size.columns),
      shortened(fmt::format("p50 {} ms, p95 {} ms, p99 {} ms", milliseconds(all.p50_ms), milliseconds(all.p95_ms),
                            milliseconds(all.p99_ms)),
                size.columns),
      sparkline(all.history, std::min(size.columns, widest_picture)),
      shortened(counted.empty() ? "no backends" : counted, size.columns),
  };
  if (!problem_.empty())
    lines.front() = coloured(lines.front(), fmt::terminal_color::red, colours);
  return lines;
}

std::string top_view::footing(screen_size size) const {
  if (is_typing_)
    return shortened("show only: " + filter_ + "_", size.columns);
  return shortened((filter_.empty() ? "" : "only " + filter_ + "  ") +
                       std::string{"q quit  p pause  / filter  1-9 sort  h help"},
                   size.columns);
}

std::vector<std::string> top_view::lines(screen_size size, bool colours) const {
  if (size.rows == 0 || size.columns == 0)
    return {};
  auto made = heading(size, colours);
  const auto rows = shown();
  std::size_t longest = 0;
  for (const auto* one : rows)
    longest = std::max(longest, columns_of(label(*one)));
  const auto by = fit(size.columns, longest);
  made.push_back(row(by, "BACKEND", shortened("REQ/S BEFORE", by.picture), [](const figure_column& column) {
    return padded(std::string{column.title}, column.width, column.what != top_column::state);
  }));

  const auto room = size.rows > made.size() + 1 ? size.rows - made.size() - 1 : 0;
  std::vector<std::string> body;
  if (is_helping_) {
    for (const auto& line : help())
      body.push_back(shortened(line, size.columns));
  } else {
    const auto first = std::min(first_, rows.size() > room ? rows.size() - room : 0);
    for (auto at = first; at < rows.size() && body.size() < room; ++at) {
      const auto& one = *rows[at];
      body.push_back(row(by, label(one), sparkline(one.history, by.picture), [&](const figure_column& column) {
        const bool is_state = column.what == top_column::state;
        const auto text = padded(figure(one, column.what), column.width, !is_state);
        return is_state ? coloured(text, colour_of_state(one.state), colours) : text;
      }));
    }
  }
  body.resize(room);
  made.insert(made.end(), body.begin(), body.end());
  made.push_back(footing(size));
  if (made.size() > size.rows)
    made.resize(size.rows);
  return made;
}

} // namespace loadex::cli
