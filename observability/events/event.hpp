#pragma once

#include "base/reason.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace loadex::observability {

/// What can happen to a pool, to the configuration and to the process. One name for each, the same in the log, the
/// metrics and the API.
enum class event_kind {
  backend_added,
  backend_up,
  backend_down,
  backend_draining,
  backend_drained,
  backend_disabled,
  backend_enabled,
  backend_removed,
  backend_ejected,
  backend_on_trial,
  backend_spared,
  weight_eased,
  pool_down,
  pool_up,
  weight_changed,
  algorithm_changed,
  configuration_reloaded,
  configuration_refused,
  configuration_saved,
  process_upgraded,
};

/// How many of them are a pool's: they come first.
inline constexpr auto event_kind_count = static_cast<std::size_t>(event_kind::configuration_reloaded);

/// Such as `backend down`.
std::string_view to_string(event_kind kind) noexcept;

/// The actor that decided it.
enum class decider {
  probe,   // a health check
  traffic, // the backend actor, by what it saw of requests
  trial,   // likewise, by the one request that tried an ejected backend
  admin,   // whoever asked the pool for it over the API
  reload,  // the configuration, read again
  pool,    // the pool actor by itself: a drain has come to its end, a backend has failed too often
};

std::string_view to_string(decider by) noexcept;

/// Who asked for a change, and from where: for people.
struct asker {
  std::string who{};  // `no token`, `admin token`, `SIGHUP`
  std::string from{}; // an address

  bool operator==(const asker&) const = default;
};

/// What lies behind a change.
struct cause {
  decider by = decider::admin;
  asker asked{};
};

/// One change of a pool, or of the configuration.
struct event {
  std::uint64_t number = 0; // counts up from 1 without a gap
  std::chrono::system_clock::time_point at{};
  std::string pool{}; // its name; empty if it is about the configuration
  event_kind kind{};
  decider by{};
  asker asked{};                // if somebody has
  std::uint32_t backend_id = 0; // 0 if it concerns the whole pool
  std::string backend{};        // its URL
  base::reason why = base::reason::none;
  std::string detail{}; // for people: `HTTP 503`, `weight 1 to 3`
  std::string before{}; // what was changed: `healthy`, `roundrobin`, `3`
  std::string after{};  // what it is now
};

using event_ptr = std::shared_ptr<const event>;

/// Takes one event after the other; called on any thread, must not block. Returns false when it wants no more.
using event_sink = std::function<bool(const event_ptr&)>;

/// Writes `e` to the log, unless it is about the configuration: of that who changes it says more.
void log_event(const event& e);

} // namespace loadex::observability
