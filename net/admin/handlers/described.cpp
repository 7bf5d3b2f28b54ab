#include "net/admin/handlers/described.hpp"

#include "actors/runtime/compat.hpp"
#include "config/setting_table.hpp"
#include "net/admin/problem.hpp"
#include "net/admin/timestamp.hpp"
#include "net/io/ask.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace loadex::net::admin::handlers {

namespace {

using nlohmann::ordered_json;

ordered_json shown(const std::array<std::size_t, actors::health::state_count>& by_state) {
  ordered_json shown;
  for (std::size_t i = 0; i < by_state.size(); ++i)
    shown[std::string(to_string(static_cast<actors::health::state>(i)))] = by_state[i];
  return shown;
}

std::string as_field(std::string key) {
  std::ranges::replace(key, '-', '_');
  return key;
}

/// What holds in a pool, each value as the configuration file has it.
ordered_json shown(const config::traffic_settings& in_force) {
  config::settings all;
  static_cast<config::traffic_settings&>(all) = in_force;
  ordered_json shown;
  for (const auto& row : config::setting_table())
    if (row.may_differ_by(config::scope::pool))
      shown[row.section][as_field(row.key)] = row.print(all);
  return shown;
}

} // namespace

std::optional<known_pool> find_pool(const pool_directory& pools, std::string_view name) {
  const auto found = pools.find(name);
  if (!found)
    return std::nullopt;
  return known_pool{std::string(name), pools.at(*found).orders};
}

std::vector<known_pool> all_pools(const pool_directory& pools) {
  std::vector<known_pool> all;
  for (std::size_t i = 0; i < pools.count(); ++i) {
    const auto pool = pools.at(i);
    all.push_back({std::string(pool.name), pool.orders});
  }
  return all;
}

awaitable<std::optional<actors::pool_description>> describe(executor on, actors::pool_orders pool) {
  co_return co_await io::ask<actors::pool_description>(
      on, [&](auto reply) { actors::tell(pool, actors::describe_pool{std::move(reply)}); });
}

awaitable<std::optional<backend_descriptions>> describe_backends(executor on, actors::pool_orders pool,
                                                                 std::optional<actors::balancing::backend_id> only) {
  co_return co_await io::ask<backend_descriptions>(on, [&](auto reply) {
    actors::tell(pool, actors::describe_backends{only, std::move(reply)});
  });
}

ordered_json shown(const std::string& name, const actors::pool_description& pool) {
  return {{"name", name},
          {"algorithm", config::to_string(pool.algorithm)},
          {"backends", shown(pool.by_state)},
          {"in_flight", pool.in_flight},
          {"queued", pool.queued}};
}

ordered_json shown_whole(const std::string& name, const actors::pool_description& pool) {
  auto all = shown(name, pool);
  all["settings"] = shown(pool.settings);
  return all;
}

ordered_json shown(const actors::backend_description& backend) {
  ordered_json all{{"id", backend.id},
                   {"url", backend.url},
                   {"source", backend.source},
                   {"state", to_string(backend.state)},
                   {"since", timestamp(backend.since)}};
  if (backend.reason != base::reason::none)
    all["reason"] = base::to_string(backend.reason);
  if (!backend.detail.empty())
    all["detail"] = backend.detail;
  if (!backend.last_probe.empty())
    all["last_probe"] = backend.last_probe;
  all["circuit"] = to_string(backend.circuit);
  all["weight"] = backend.weight;
  all["share"] = backend.share;
  all["backup"] = backend.backup;
  all["max_connections"] = backend.limit;
  all["in_flight"] = backend.in_flight;
  all["queued"] = backend.queued;
  all["ejections"] = backend.ejections;
  return all;
}

http::own_response no_such_pool() {
  return problem(404, "There is no such pool.");
}

http::own_response no_such_backend() {
  return problem(404, "There is no such backend in the pool.");
}

http::own_response pool_has_ended() {
  return problem(503, "The pool has ended.");
}

} // namespace loadex::net::admin::handlers
