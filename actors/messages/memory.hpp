#pragma once

#include "actors/health/circuit.hpp"
#include "actors/health/state.hpp"
#include "actors/messages/probe_verdict.hpp"
#include "actors/runtime/reply_slot.hpp"
#include "base/reason.hpp"
#include "config/algorithm.hpp"
#include "config/settings.hpp"

#include <caf/allowed_unsafe_message_type.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What actors know that no setting tells, so that those of another process on this machine, whose steady clock is the
/// same, can go on from there.
namespace loadex::actors {

/// What a backend actor knows.
struct backend_memory {
  using time = std::chrono::steady_clock::time_point;

  health::state health = health::state::checking; // or healthy, or unhealthy
  bool only_for_requests = false;                 // it is unhealthy because requests broke
  health::circuit::past circuit{};
  std::optional<time> ejected_until{};
  base::reason latest_fault = base::reason::none;
  probe_verdict latest_probe{};
  std::optional<std::chrono::duration<double>> latency{}; // as estimated now
  std::optional<time> warming_since{};
  std::int32_t in_flight = 0;
};

/// What a pool knows of one of its backends.
struct member_memory {
  config::backend_settings how; // as it is now, whoever says so
  bool in_service = true;       // nobody has taken it out
  base::reason why = base::reason::none;
  std::string detail;     // of its health, for people
  std::string last_probe; // what it found, for people
  std::chrono::system_clock::time_point since;
  backend_memory backend{};
};

/// What a pool knows. Who is about to leave it is left out.
struct pool_memory {
  /// That a source wants a backend, and how.
  struct claim {
    std::string source;
    config::backend_settings wanted;
  };

  std::string name;
  config::algorithm algorithm{};
  config::algorithm wanted_algorithm{}; // by the source; people may have chosen another
  std::vector<claim> claims{};          // on each backend the oldest first
  std::vector<member_memory> members{}; // in order of addition
};

/// Asks a backend actor for what it knows. From the pool.
struct tell_backend_memory {
  reply_slot<backend_memory> reply;
};

/// Asks the pool for what it knows, and its backends.
struct tell_memory {
  reply_slot<pool_memory> reply;
};

} // namespace loadex::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::tell_backend_memory)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::tell_memory)
