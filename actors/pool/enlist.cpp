#include "actors/pool/enlist.hpp"

#include "actors/backend/backend_actor.hpp"
#include "actors/backend/probe_actor.hpp"
#include "actors/balancing/hash.hpp"
#include "actors/runtime/compat.hpp"
#include "config/setting_table.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <utility>

namespace loadex::actors {

go_by terms_of(const pool_common& of, const config::own_settings& own_health, std::optional<unsigned> own_limit) {
  go_by terms{config::effective_health(of.how.health, own_health), of.how.circuit, of.how.balancing, of.load};
  if (own_limit)
    terms.limits.max_connections = *own_limit;
  return terms;
}

namespace {

roster_entry start(const pool_common& of, const config::backend_settings& backend, balancing::backend_id id,
                   bool warms_up_first, std::optional<backend_memory> known) {
  auto& system = of.self->home_system();
  const auto identity = balancing::hash_of((backend.url.is_secure() ? "https://" : "") + backend.url.authority());
  auto terms = terms_of(of, backend.health, backend.max_connections);
  auto live_load = std::make_shared<balancing::live_load>();
  auto counters = std::make_shared<observability::backend_counters>();
  auto latencies = of.how.outlier.factor > 0 ? std::make_shared<health::latency_histogram>() : nullptr;
  auto probe = spawn_probe(system, {backend.url, terms.health, of.io, static_cast<std::uint32_t>(of.seed ^ identity)});
  const auto limit = terms.limits.max_connections;
  auto failing_status = terms.health.traffic_status;
  auto actor = spawn_backend(system, {id, backend.url, std::move(terms), warms_up_first, live_load, counters, probe,
                                      weak_handle{pool_reports{of.self}}, std::move(known)});
  roster_entry entry;
  entry.who = std::make_shared<const member>(member{id, backend.url, identity, actor, live_load, counters, limit,
                                                    std::move(failing_status), std::move(latencies)});
  entry.probe = probe;
  entry.weight = backend.weight;
  entry.backup = backend.backup;
  entry.own_health = backend.health;
  entry.own_limit = backend.max_connections;
  return entry;
}

} // namespace

roster_entry enlist(const pool_common& of, const config::backend_settings& backend, balancing::backend_id id,
                    bool warms_up_first) {
  return start(of, backend, id, warms_up_first, std::nullopt);
}

roster_entry enlist(const pool_common& of, const member_memory& known, balancing::backend_id id) {
  auto entry = start(of, known.how, id, false, known.backend);
  entry.health = known.backend.health;
  entry.circuit = known.backend.circuit.current;
  entry.only_for_requests = known.backend.only_for_requests;
  entry.eased = known.backend.warming_since.has_value();
  entry.why = known.why;
  entry.detail = known.detail;
  entry.last_probe = known.last_probe;
  entry.since = known.since;
  if (!known.in_service) {
    entry.ordered = roster_entry::admin_state::disabled;
    tell(entry.who->actor, serve{false});
  }
  return entry;
}

} // namespace loadex::actors
