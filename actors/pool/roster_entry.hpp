#pragma once

#include "actors/health/latency_outlier.hpp"
#include "actors/messages/pool_orders.hpp"
#include "actors/messages/pool_reports.hpp"
#include "actors/messages/probe.hpp"
#include "actors/pool/pool_view.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace loadex::actors {

/// A drain under way.
struct pending_drain {
  std::uint64_t number = 0;      // no two drains have the same
  std::uint64_t absent_from = 0; // the first view that does not offer the backend
  bool watched = false;          // the backend actor has been asked to tell when it is empty
  std::vector<reply_slot<membership_change>> replies;
};

/// It is to leave the pool soon: see departures.
struct departure {
  std::chrono::milliseconds deadline{0}; // so long it has to be empty
  observability::cause of;
};

/// One backend of the pool: who it is, how it is, and what has been ordered for it.
struct roster_entry {
  enum class admin_state {
    serving,
    draining, // until it is empty: then disabled
    leaving,  // likewise: then removed
    disabled,
  };

  /// What the pool has decided, until the backend actor has obeyed.
  enum class decision { none, take_out, eject, readmit };

  std::shared_ptr<const member> who;
  probe_actor probe;
  std::uint32_t weight = 1;
  bool backup = false;
  config::own_settings own_health;     // what it is judged by in another way than the others
  std::optional<unsigned> own_limit{}; // of requests at a time, instead of that of all

  health::state health = health::state::checking; // or healthy, or unhealthy
  health::circuit::state circuit{};
  bool only_for_requests = false; // it is unhealthy because requests broke: no probe has found so
  decision pending{};
  bool eased = false;
  health::latency_outlier lag;
  base::reason why = base::reason::none;
  std::string detail;     // of its health, for people
  std::string last_probe; // what it found, for people
  admin_state ordered = admin_state::serving;
  std::optional<departure> departs;
  std::optional<pending_drain> drain;                                             // while draining or leaving
  std::chrono::system_clock::time_point since = std::chrono::system_clock::now(); // in its state
  std::chrono::steady_clock::time_point spared_until{};                           // that is told no more until then

  /// Whatever has been ordered for it: checking, healthy, unhealthy or ejected.
  health::state condition() const noexcept;

  /// As ordered and decided, even if the backend actor has not obeyed yet.
  health::state state() const noexcept;
  bool available() const noexcept { return state() == health::state::healthy; }

  /// Whether the algorithm may give it requests, if it is available.
  bool is_balanced() const noexcept { return ordered == admin_state::serving && weight > 0; }

  /// Ejected, and tried with one request at a time.
  bool on_trial() const noexcept;

  /// Takes over what its backend actor says of it. Returns what has happened, as people see it.
  std::vector<observability::event_kind> take(const health_change& news);

  /// Whether it gets no requests, or on trial few, for what became of those before: so many may at a time.
  bool is_out_for_requests() const noexcept;

  /// Whether it is only for that that it is not available.
  bool could_be_available() const noexcept;

private:
  /// Whether the backend actor has done what is pending, or what makes it pointless.
  bool obeyed() const noexcept;
};

} // namespace loadex::actors
