#include "observability/metrics/metrics_page.hpp"

#include "base/version.hpp"
#include "observability/metrics/process_metrics.hpp"

#include <algorithm>

namespace loadex::observability {

namespace {

constexpr std::size_t rows_at_a_time = 1'000;
constexpr std::size_t looked_up_at_a_time = 250;

std::vector<std::string> as_labels(std::string_view name, const std::vector<std::string_view>& values) {
  std::vector<std::string> labels;
  labels.reserve(values.size());
  for (const auto value : values)
    labels.push_back(as_label(name, value));
  return labels;
}

std::uint64_t not_below_0(std::int64_t number) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(number, 0)); // workers' parts are read one by one
}

} // namespace

metrics_page::metrics_page(scraped what, exposition_format format)
    : what_(std::move(what))
    , format_(format)
    , states_(as_labels("state", what_.states))
    , circuits_(as_labels("state", what_.circuits)) {
  rows_.reserve(what_.backends.size());
}

bool metrics_page::write_some(std::string& out) {
  for (std::size_t n = 0; n < looked_up_at_a_time && rows_.size() < what_.backends.size(); ++n)
    look_up(rows_.size());
  if (rows_.size() < what_.backends.size())
    return true;
  if (parts_.empty())
    lay_out();
  exposition_writer writer(format_, out);
  std::size_t rows = 0;
  const auto is_enough = [&, before = out.size()] { return rows >= rows_at_a_time || out.size() - before >= piece; };
  for (; part_ < parts_.size(); ++part_, row_ = 0) {
    if (is_enough())
      return true;
    const auto& p = parts_[part_];
    row_ == 0 ? writer.begin(describe(p.what)) : writer.go_on(describe(p.what));
    for (; row_ < p.rows; ++row_, ++rows) {
      if (row_ > 0 && is_enough())
        return true;
      p.write(row_, writer);
    }
  }
  writer.end();
  return false;
}

void metrics_page::look_up(std::size_t backend) {
  const auto& b = what_.backends[backend];
  rows_.push_back(
      {as_label("backend", b.backend), as_label("pool", b.pool), what_.requests.known_backend(b.pool, b.backend)});
  if (known_.insert(b.backend).second)
    backends_.push_back(b.backend);
}

void metrics_page::lay_out() {
  backends_.emplace_back(); // of requests that nobody has answered
  add_requests();
  add_of_pools();
  add_gauges();
  add_traffic();
  add_checks();
  add_pool_events();
  add_listeners();
  add_rest();
  add_process();
}

void metrics_page::add_pool_events() {
  parts_.push_back({family::pool_events, what_.pools.size(), [this](std::size_t n, auto& out) {
                      const auto& [name, events] = what_.pools[n];
                      const auto pool = as_label("pool", name);
                      for (std::size_t i = 0; i < event_kind_count; ++i)
                        out.write({as_label("event", to_string(static_cast<event_kind>(i))), pool},
                                  events->by_kind[i].load(std::memory_order_relaxed));
                    }});
}

void metrics_page::add_listeners() {
  const auto add = [this](family what, std::int64_t listener_counts::*number) {
    parts_.push_back({what, what_.listeners.size(), [this, number](std::size_t n, auto& out) {
                        const auto& one = what_.listeners[n];
                        out.write({as_label("listener", one.listener)}, not_below_0(one.*number));
                      }});
  };
  add(family::listener_connections, &listener_counts::connections);
  add(family::listener_requests, &listener_counts::requests);
  add(family::listener_unrouted, &listener_counts::unrouted);
  add_of_listeners(family::route_hits, "route", &listener_counts::hits);
  add_of_listeners(family::certificate_expiry, "certificate", &listener_counts::certificate_expiries);
}

/// Of each listener several, with a label to tell them apart.
void metrics_page::add_of_listeners(family what, std::string_view label,
                                    std::vector<std::pair<std::string, std::int64_t>> listener_counts::*each) {
  std::vector<std::pair<std::size_t, std::size_t>> all;
  for (std::size_t i = 0; i < what_.listeners.size(); ++i)
    for (std::size_t n = 0; n < (what_.listeners[i].*each).size(); ++n)
      all.emplace_back(i, n);
  const auto count = all.size();
  parts_.push_back({what, count, [this, label, each, all = std::move(all)](std::size_t row, auto& out) {
                      const auto& of = what_.listeners[all[row].first];
                      const auto& [name, number] = (of.*each)[all[row].second];
                      out.write({as_label("listener", of.listener), as_label(label, name)}, not_below_0(number));
                    }});
}

void metrics_page::add_single(family what, std::function<void(exposition_writer& out)> write) {
  parts_.push_back({what, 1, [write = std::move(write)](std::size_t, auto& out) { write(out); }});
}

void metrics_page::add_rest() {
  add_single(family::config_reloads, [this](auto& out) {
    out.write({as_label("result", "adopted")}, what_.reloads.adopted());
    out.write({as_label("result", "refused")}, what_.reloads.refused());
  });
  add_single(family::config_since, [this](auto& out) {
    const auto held = what_.reloads.now_held();
    out.write({as_label("id", held.id)}, not_below_0(held.since));
  });
  add_single(family::access_lines, [this](auto& out) {
    out.write({as_label("result", "written")}, what_.access.written());
    out.write({as_label("result", "dropped")}, what_.access.dropped());
  });
  add_single(family::workers, [this](auto& out) {
    out.write({as_label("io", "ring")}, what_.workers.ring.load(std::memory_order_relaxed));
    out.write({as_label("io", "poll")}, what_.workers.poll.load(std::memory_order_relaxed));
  });
  add_single(family::build_info,
             [](auto& out) { out.write({as_label("version", base::version())}, std::uint64_t{1}); });
}

void metrics_page::add_process() {
  const auto add = [this, now = look_at_process()](family what, double process_figures::*figure) {
    add_single(what, [value = now.*figure](auto& out) { out.write({}, value); });
  };
  add(family::process_cpu, &process_figures::cpu_seconds);
  add(family::process_memory, &process_figures::resident_bytes);
  add(family::process_descriptors, &process_figures::open_descriptors);
  add(family::process_descriptor_limit, &process_figures::descriptor_limit);
  add(family::process_start, &process_figures::start_time);
}

} // namespace loadex::observability
