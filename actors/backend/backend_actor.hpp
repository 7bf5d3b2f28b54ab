#pragma once

#include "actors/messages/backend.hpp"
#include "actors/messages/pool_reports.hpp"
#include "actors/messages/probe.hpp"
#include "actors/runtime/compat.hpp"
#include "observability/backend_counters.hpp"

#include <caf/fwd.hpp>

#include <memory>
#include <optional>

namespace loadex::actors {

struct backend_setup {
  balancing::backend_id id = 0;
  config::backend_url url{};
  go_by terms{};
  bool warms_up_first = false; // slow start even at its first good verdict: it joins a running pool
  std::shared_ptr<balancing::live_load> live_load{};
  std::shared_ptr<observability::backend_counters> counters{};
  probe_actor probe{};
  weak_handle<pool_reports> pool{};
  std::optional<backend_memory> known{}; // of an actor before it, from which it goes on
};

/// Starts the actor that owns one backend's health, circuit, connection count and queue, and has its probe begin.
/// It ends when told to, or when nobody holds a handle to it any more.
backend_actor spawn_backend(caf::actor_system& system, backend_setup setup);

} // namespace loadex::actors
