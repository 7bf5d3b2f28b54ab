#include "observability/metrics/metrics_page.hpp"

#include <array>
#include <map>
#include <optional>

// What a page tells of backends: the requests there, how they are, and what workers and their actors have counted.
namespace loadex::observability {

namespace {

/// Requests of one method and status.
struct request_totals {
  using of_bucket = std::optional<exemplar>;

  duration_totals<duration_bounds.size()> durations;
  std::array<of_bucket, duration_bounds.size() + 1> exemplars;

  std::uint64_t count() const {
    std::uint64_t all = 0;
    for (const auto bucket : durations.buckets)
      all += bucket;
    return all;
  }
};

using by_kind = std::map<std::pair<std::size_t, unsigned>, request_totals>;

void add(const request_counts& counts, by_kind& sums, bool with_exemplars) {
  for (const auto* s = counts.first(); s != nullptr; s = s->next) {
    auto& sum = sums[{s->method, s->status}];
    s->durations.add_to(sum.durations);
    for (std::size_t i = 0; with_exemplars && i < s->exemplars.size(); ++i) {
      auto& latest = sum.exemplars[i];
      if (auto one = s->exemplars[i].read(); one && (!latest || latest->ended < one->ended))
        latest = std::move(one);
    }
  }
}

by_kind sums_of(const std::vector<request_metrics::shards>& all, bool with_exemplars = false) {
  by_kind sums;
  for (const auto& of_pool : all)
    of_pool->visit([&](const request_shard& shard) { add(shard, sums, with_exemplars); });
  return sums;
}

std::string method_of(const by_kind::value_type& kind) {
  return as_label("method", method_labels[kind.first.first]);
}

std::string status_of(const by_kind::value_type& kind) {
  const auto status = kind.first.second;
  return as_label("status", status == request_counts::other_status ? "other" : std::to_string(status));
}

/// A series for each reason that has occurred; `label` makes its label.
template <class Write>
void write_reasons(const reason_totals& sums, Write write) {
  for (std::size_t i = 0; i < sums.size(); ++i)
    if (sums[i] > 0)
      write(static_cast<base::reason>(i), sums[i]);
}

std::string reason_label(base::reason why) {
  return as_label("reason", to_string(why));
}

void write_failures(std::string_view backend, std::string_view pool, const request_metrics::shards& counted,
                    exposition_writer& out) {
  reason_totals sums{};
  if (counted)
    counted->visit([&](const request_shard& shard) { shard.failures.add_to(sums); });
  write_reasons(sums, [&](base::reason why, std::uint64_t count) {
    out.write({backend, reason_label(why), pool}, count);
  });
}

void write_retries(const request_metrics& requests, const std::string& pool, reason_counters retry_counters::*which,
                   exposition_writer& out) {
  reason_totals sums{};
  if (const auto counted = requests.known_retries(pool))
    counted->visit([&](const retry_counters& of_worker) { (of_worker.*which).add_to(sums); });
  write_reasons(sums, [&](base::reason why, std::uint64_t count) {
    out.write({reason_label(why), as_label("pool", pool)}, count);
  });
}

} // namespace

void metrics_page::add_requests() {
  const auto of_backend = [this](std::size_t row) { return what_.requests.known_everywhere(backends_[row]); };
  parts_.push_back({family::requests, backends_.size(), [this, of_backend](std::size_t row, auto& out) {
                      const auto backend = as_label("backend", backends_[row]);
                      for (const auto& kind : sums_of(of_backend(row)))
                        out.write({method_of(kind), status_of(kind), backend}, kind.second.count());
                    }});
  parts_.push_back({family::durations, backends_.size(), [this, of_backend](std::size_t row, auto& out) {
                      const auto backend = as_label("backend", backends_[row]);
                      for (const auto& kind : sums_of(of_backend(row), format_ == exposition_format::openmetrics))
                        out.write({method_of(kind), status_of(kind), backend}, duration_bounds, kind.second.durations,
                                  kind.second.exemplars);
                    }});
  parts_.push_back({family::route_requests, what_.routes.size(), [this](std::size_t row, auto& out) {
                      by_kind sums;
                      if (const auto counted = what_.requests.known_route(what_.routes[row]))
                        counted->visit([&](const request_counts& of_worker) { add(of_worker, sums, false); });
                      const auto route = as_label("route", what_.routes[row]);
                      for (const auto& kind : sums)
                        out.write({method_of(kind), status_of(kind), route}, kind.second.count());
                    }});
}

/// Failures are of a backend in a pool, of a pool, or of none.
void metrics_page::add_of_pools() {
  const auto nobody = as_label("backend", "");
  parts_.push_back(
      {family::failures, rows_.size() + what_.pools.size() + 1, [this, nobody](std::size_t row, auto& out) {
         if (row < rows_.size())
           return write_failures(rows_[row].backend, rows_[row].pool, rows_[row].counted, out);
         const auto nth = row - rows_.size();
         const auto pool = nth < what_.pools.size() ? what_.pools[nth].pool : std::string();
         write_failures(nobody, as_label("pool", pool), what_.requests.known_backend(pool, ""), out);
       }});
  const auto pools = what_.pools.size();
  parts_.push_back({family::retries, pools, [this](std::size_t row, auto& out) {
                      write_retries(what_.requests, what_.pools[row].pool, &retry_counters::done, out);
                    }});
  parts_.push_back({family::retries_refused, pools, [this](std::size_t row, auto& out) {
                      write_retries(what_.requests, what_.pools[row].pool, &retry_counters::refused, out);
                    }});
  parts_.push_back({family::retry_budget, pools, [this](std::size_t row, auto& out) {
                      double left = 0;
                      const auto& pool = what_.pools[row].pool;
                      if (const auto counted = what_.requests.known_retries(pool))
                        counted->visit([&](const auto& one) { left += one.budget.load(std::memory_order_relaxed); });
                      out.write({as_label("pool", pool)}, left);
                    }});
}

template <class Write>
void metrics_page::add_of_backends(family what, Write write) {
  parts_.push_back({what, rows_.size(),
                    [this, write](std::size_t n, exposition_writer& out) { write(rows_[n], what_.backends[n], out); }});
}

void metrics_page::add_gauges() {
  add_of_backends(family::backend_up, [](const backend_row& r, const backend_gauges& b, auto& out) {
    out.write({r.backend, r.pool}, std::uint64_t{b.state == "healthy"});
  });
  add_of_backends(family::backend_state, [this](const backend_row& r, const backend_gauges& b, auto& out) {
    for (std::size_t i = 0; i < states_.size(); ++i)
      out.write({r.backend, states_[i], r.pool}, std::uint64_t{b.state == what_.states[i]});
  });
  add_of_backends(family::backend_circuit, [this](const backend_row& r, const backend_gauges& b, auto& out) {
    const auto is_in = b.counted->circuit.load(std::memory_order_relaxed);
    for (std::size_t i = 0; i < circuits_.size(); ++i)
      out.write({r.backend, circuits_[i], r.pool}, std::uint64_t{is_in == i});
  });
  add_of_backends(family::backend_weight, [](const backend_row& r, const backend_gauges& b, auto& out) {
    out.write({r.backend, r.pool}, std::uint64_t{b.weight});
  });
  add_of_backends(family::backend_share, [](const backend_row& r, const backend_gauges& b, auto& out) {
    out.write({r.backend, r.pool}, b.share);
  });
  add_of_backends(family::backend_in_flight, [](const backend_row& r, const backend_gauges& b, auto& out) {
    out.write({r.backend, r.pool}, static_cast<double>(b.in_flight));
  });
  add_of_backends(family::backend_queue, [](const backend_row& r, const backend_gauges& b, auto& out) {
    out.write({r.backend, r.pool}, b.counted->queued.load(std::memory_order_relaxed));
  });
}

/// What workers count: the series of a backend begin with its first request.
void metrics_page::add_traffic() {
  const auto histogram = [this](family what, backend_durations request_shard::*which) {
    add_of_backends(what, [which](const backend_row& r, const backend_gauges&, auto& out) {
      if (!r.counted)
        return;
      backend_durations::totals sums;
      r.counted->visit([&](const request_shard& shard) { (shard.*which).add_to(sums); });
      out.write({r.backend, r.pool}, backend_bounds, sums);
    });
  };
  const auto sum = [this](family what, auto number_of) {
    add_of_backends(what, [number_of](const backend_row& r, const backend_gauges&, auto& out) {
      if (!r.counted)
        return;
      std::uint64_t all = 0;
      r.counted->visit([&](const request_shard& shard) { all += number_of(shard); });
      out.write({r.backend, r.pool}, all);
    });
  };
  histogram(family::backend_connect, &request_shard::connect);
  histogram(family::backend_first_byte, &request_shard::first_byte);
  histogram(family::backend_duration, &request_shard::answers);
  sum(family::backend_opened, [](const request_shard& shard) { return shard.connect.count(); });
  sum(family::backend_reused, [](const request_shard& shard) { return shard.reused.value(); });
  sum(family::backend_idle, [](const request_shard& shard) { return shard.idle.value(); });
  sum(family::backend_received, [](const request_shard& shard) { return shard.received.value(); });
  sum(family::backend_sent, [](const request_shard& shard) { return shard.sent.value(); });
  sum(family::backend_retries, [](const request_shard& shard) { return shard.repeated.value(); });
}

void metrics_page::add_checks() {
  add_of_backends(family::backend_ejections, [](const backend_row& r, const backend_gauges& b, auto& out) {
    out.write({r.backend, r.pool}, b.counted->ejections.value());
  });
  add_of_backends(family::health_checks, [](const backend_row& r, const backend_gauges& b, auto& out) {
    reason_totals sums{};
    b.counted->checks.add_to(sums);
    write_reasons(sums, [&](base::reason why, std::uint64_t count) {
      const auto result = as_label("result", why == base::reason::none ? "ok" : to_string(why));
      out.write({r.backend, result, r.pool}, count);
    });
  });
  add_of_backends(family::health_check_durations, [](const backend_row& r, const backend_gauges& b, auto& out) {
    duration_totals<probe_bounds.size()> sums;
    b.counted->check_durations.add_to(sums);
    out.write({r.backend, r.pool}, probe_bounds, sums);
  });
}

} // namespace loadex::observability
