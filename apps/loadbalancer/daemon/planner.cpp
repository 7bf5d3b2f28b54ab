#include "apps/loadbalancer/daemon/planner.hpp"

#include "actors/balancing/hash.hpp"
#include "actors/balancing/moved_keys.hpp"
#include "actors/sources/configuration.hpp"
#include "apps/loadbalancer/daemon/asked_pools.hpp"
#include "config/live.hpp"
#include "config/sites.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

namespace loadex {

namespace {

using actors::balancing::choice_among;
using net::admin::configuration_plan;
using kind = configuration_plan::kind;
using backend = actors::foresight::backend;

/// Those that can be chosen, as a view offers them: backups only if there is no other.
template <class Settings>
void offer(const std::vector<backend>& all, Settings settings, choice_among& to) {
  const auto take = [&](bool backups, bool weighted) {
    for (const auto& b : all)
      if (const auto& how = b.*settings; how && b.available && how->backup == backups && (how->weight > 0) == weighted)
        to.all.push_back({.id = static_cast<std::uint32_t>(to.all.size() + 1),
                          .weight = how->weight,
                          .identity = actors::balancing::hash_of(how->url.authority())});
  };
  take(false, true);
  if (to.all.empty())
    take(true, true);
  to.first_tier_size = to.all.size();
}

std::optional<double> keys_moved(const actors::foresight& seen, config::algorithm after,
                                 const config::snapshot::pool& next) {
  choice_among now{.which = seen.algorithm, .how = seen.balancing};
  choice_among then{.which = after, .how = next.traffic.balancing};
  offer(seen.backends, &backend::now, now);
  offer(seen.backends, &backend::then, then);
  return share_of_keys_moved(std::move(now), std::move(then));
}

/// What a pool goes by, but for its backends and its algorithm.
auto ways_of(const config::traffic_settings& all) {
  return std::tie(all.balancing, all.health, all.circuit, all.outlier);
}

configuration_plan::pool compare(const config::snapshot::pool* before, const config::snapshot::pool& next,
                                 const actors::foresight& seen) {
  const bool keeps = before != nullptr && before->how.algo == next.how.algo; // what people may have chosen
  configuration_plan::pool told{
      .name = next.how.name, .before = seen.algorithm, .after = keeps ? seen.algorithm : next.how.algo};
  for (const auto& b : seen.backends)
    if (!b.now)
      told.joins.push_back(*b.then);
    else if (!b.then)
      told.leaves.push_back(*b.now);
    else if (!config::alike(*b.now, *b.then))
      told.changes.emplace_back(*b.now, *b.then);
  const bool same = told.joins.empty() && told.leaves.empty() && told.changes.empty() && told.before == told.after &&
                    before != nullptr && ways_of(before->traffic) == ways_of(next.traffic);
  told.what = same ? kind::unchanged : kind::changed;
  told.keys_moved = keys_moved(seen, *told.after, next);
  return told;
}

template <class Sites>
auto* find(Sites& sites, const std::string& name) {
  const auto found = std::ranges::find(
      sites, name, [](const auto& site) -> const auto& { return site.how.name; });
  return found == sites.end() ? nullptr : &*found;
}

std::vector<configuration_plan::listener> compare(const std::vector<config::snapshot::listener>& now,
                                                  const std::vector<config::snapshot::listener>& next) {
  std::vector<configuration_plan::listener> all;
  for (const auto& listener : next) {
    const auto* before = find(now, listener.how.name);
    const bool same = before != nullptr && print_listener(before->how) == print_listener(listener.how);
    all.push_back({listener.how.name, before == nullptr ? kind::added : same ? kind::unchanged : kind::changed});
  }
  for (const auto& listener : now)
    if (find(next, listener.how.name) == nullptr)
      all.push_back({listener.how.name, kind::removed});
  return all;
}

} // namespace

configuration_plan plan(const config::snapshot& now, const config::settings& wanted,
                        const std::vector<actors::pool_ptr>& pools) {
  auto succession = config::succeed(now, wanted);
  const auto& next = *succession.next;
  configuration_plan told{.changed = std::move(succession.changed),
                          .wait_for_restart = std::move(succession.wait_for_start),
                          .pools = {},
                          .listeners = compare(now.listeners, next.listeners)};
  for (const auto& pool : next.pools) {
    const auto there = std::ranges::find(
        pools, pool.how.name, [](const auto& p) -> const auto& { return p->name; });
    const auto seen = there == pools.end() ? std::nullopt : foresee(**there, actors::configured(pool, next.all));
    if (seen)
      told.pools.push_back(compare(find(now.pools, pool.how.name), pool, *seen));
    else
      told.pools.push_back(
          {.name = pool.how.name, .what = kind::added, .joins = pool.how.backends, .after = pool.how.algo});
  }
  for (const auto& pool : settings_of(pools))
    if (find(next.pools, pool.what.name) == nullptr)
      told.pools.push_back(
          {.name = pool.what.name, .what = kind::removed, .leaves = pool.what.backends, .before = pool.what.algo});
  return told;
}

} // namespace loadex
