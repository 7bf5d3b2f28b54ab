#include "net/admin/handlers/stats_writer.hpp"

#include "net/admin/problem.hpp"
#include "net/admin/timestamp.hpp"

#include <boost/asio/post.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace loadex::net::admin::handlers {

namespace {

using observability::duration_histogram;
using observability::percentiles;
using observability::traffic_step;
using observability::traffic_track;
using observability::watched_traffic;

constexpr std::size_t numbers_at_a_time = 10'000; // well below a millisecond
constexpr std::size_t lists_of_one = 6;

std::string as_json(std::string_view text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// The middle of each bucket in milliseconds, as JSON has it.
const std::array<std::string, duration_histogram::size>& milliseconds() {
  static const auto texts = [] {
    std::array<std::string, duration_histogram::size> all;
    for (std::size_t i = 0; i < all.size(); ++i) {
      std::array<char, 32> digits{};
      const auto rounded = std::round(duration_histogram::middle_of(i) * 1e3) / 1e3;
      const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), rounded);
      all[i].assign(digits.data(), end);
    }
    return all;
  }();
  return texts;
}

/// The steps that lie in the last `seconds`; one at least, if there are some.
std::size_t steps_in(const traffic_track& track, unsigned seconds) {
  return std::min<std::size_t>(track.size(), std::max(1U, seconds / track.seconds_a_step()));
}

/// Appends a list of what `write` writes of each of the last steps, the oldest first.
template <class Write>
void append_list(std::string& out, std::size_t steps, Write write) {
  out += '[';
  for (auto later = steps; later-- > 0;) {
    write(later);
    out += later > 0 ? "," : "";
  }
  out += ']';
}

void append(std::string& out, std::uint32_t number) {
  std::array<char, 16> digits{};
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  out.append(digits.data(), end);
}

void append_counts(std::string& out, const char* name, const traffic_track& track, std::size_t steps,
                   std::uint32_t traffic_step::*count) {
  out.append(",\"").append(name).append("\":");
  append_list(out, steps, [&](std::size_t later) { append(out, track.before_last(later).*count); });
}

void append_percentile(std::string& out, const char* name, const traffic_track& track, std::size_t steps,
                       std::uint8_t percentiles::*which) {
  out.append(",\"").append(name).append("\":");
  append_list(out, steps, [&](std::size_t later) {
    const auto& step = track.before_last(later);
    out += step.requests == 0 ? "null" : milliseconds()[step.took.*which];
  });
}

/// Appends the errors of each reason for which there were some.
void append_reasons(std::string& out, const traffic_track& track, std::size_t steps) {
  out += ",\"errors\":{";
  const char* between = "";
  for (std::size_t reason = 0; reason < base::reason_count; ++reason) {
    std::uint64_t sum = 0;
    for (std::size_t later = 0; later < steps; ++later)
      sum += track.errors_before_last(later, reason);
    if (sum == 0)
      continue;
    out.append(between).append(as_json(to_string(static_cast<base::reason>(reason)))).append(":");
    append_list(out, steps, [&](std::size_t later) { append(out, track.errors_before_last(later, reason)); });
    between = ",";
  }
  out += '}';
}

void append_times(std::string& out, const watched_traffic& of) {
  out.append("\"step_seconds\":");
  append(out, of.track().seconds_a_step());
  const auto until = of.track().size() > 0 ? of.until() : std::chrono::system_clock::now();
  out.append(",\"until\":\"").append(timestamp(until)).append("\"");
}

void append_rest(std::string& out, const traffic_track& track, std::size_t steps) {
  append_counts(out, "in_flight", track, steps, &traffic_step::in_flight);
  append_percentile(out, "p50_ms", track, steps, &percentiles::p50);
  append_percentile(out, "p95_ms", track, steps, &percentiles::p95);
  append_percentile(out, "p99_ms", track, steps, &percentiles::p99);
}

} // namespace

void stats_writer::begin() {
  const auto* pool = what_.pool.empty() ? nullptr : history_.find(what_.pool);
  if (pool == nullptr && !what_.pool.empty())
    return reply_.answer(problem(404, "There is no such pool, or its traffic is not watched."));
  if (what_.backends)
    find_rows();
  if (numbers() > most_numbers)
    return reply_.answer(refuse_fields(
        {{"seconds", "is too much of " + std::to_string(rows_.size()) + " backends: ask for less, or for one pool"}}));
  const auto& of = pool != nullptr ? pool->traffic : history_.all();
  const auto steps = steps_in(of.track(), what_.seconds);
  text_ = "{";
  append_times(text_, of);
  append_counts(text_, "requests", of.track(), steps, &traffic_step::requests);
  append_reasons(text_, of.track(), steps);
  append_rest(text_, of.track(), steps);
  if (what_.backends)
    text_ += ",\"backends\":[";
  write_some();
}

void stats_writer::find_rows() {
  for (const auto& pool : history_.pools())
    if (what_.pool.empty() || pool.name == what_.pool)
      for (const auto& backend : pool.backends)
        rows_.push_back({pool.name, backend});
}

/// That the backends take.
std::size_t stats_writer::numbers() const {
  std::size_t all = 0;
  for (const auto& r : rows_)
    all += lists_of_one * steps_in(r.backend->traffic.track(), what_.seconds);
  return all;
}

void stats_writer::write_some() {
  for (std::size_t numbers = 0; written_ < rows_.size() && numbers < numbers_at_a_time; ++written_) {
    const auto& [pool, backend] = rows_[written_];
    const auto& track = backend->traffic.track();
    const auto steps = steps_in(track, what_.seconds);
    text_.append(written_ > 0 ? ",{" : "{").append("\"pool\":").append(as_json(pool)).append(",\"id\":");
    append(text_, backend->who.id);
    text_.append(",\"url\":").append(as_json(backend->who.url)).append(",");
    append_times(text_, backend->traffic);
    append_counts(text_, "requests", track, steps, &traffic_step::requests);
    append_counts(text_, "errors", track, steps, &traffic_step::errors);
    append_rest(text_, track, steps);
    text_ += '}';
    numbers += lists_of_one * steps;
  }
  if (written_ < rows_.size())
    return asio::post(control_, [self = shared_from_this()] { self->write_some(); });
  text_ += what_.backends ? "]}\n" : "}\n";
  reply_.answer({.type = "application/json", .body = std::move(text_)});
}

} // namespace loadex::net::admin::handlers
