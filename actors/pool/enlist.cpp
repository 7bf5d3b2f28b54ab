#include "actors/pool/enlist.hpp"

#include "actors/backend/backend_actor.hpp"
#include "actors/backend/probe_actor.hpp"
#include "actors/balancing/hash.hpp"
#include "config/setting_table.hpp"

#include <utility>

namespace loadex::actors {

roster_entry enlist(caf::actor_system& system, const config::traffic_settings& how,
                    const config::backend_settings& backend, enlistment as) {
  const auto identity = balancing::hash_of(backend.url.authority());
  const auto health = config::effective_health(how.health, backend.health);
  auto live_load = std::make_shared<balancing::live_load>();
  auto counters = std::make_shared<observability::backend_counters>();
  auto limits = how.balancing;
  limits.max_connections = backend.max_connections.value_or(limits.max_connections);
  auto probe = spawn_probe(system, {backend.url, health, as.io, static_cast<std::uint32_t>(as.seed ^ identity)});
  auto actor = spawn_backend(system, {as.id, backend.url, health, how.circuit, limits, as.warms_up_first, live_load,
                                      counters, std::move(as.load), probe, std::move(as.pool)});
  auto latencies = how.outlier.factor > 0 ? std::make_shared<health::latency_histogram>() : nullptr;
  roster_entry entry;
  entry.who =
      std::make_shared<const member>(member{as.id, backend.url, identity, actor, live_load, counters,
                                            limits.max_connections, health.traffic_status, std::move(latencies)});
  entry.probe = probe;
  entry.weight = backend.weight;
  entry.backup = backend.backup;
  entry.own_health = backend.health;
  return entry;
}

} // namespace loadex::actors
