#pragma once

#include "actors/messages/backend.hpp"
#include "actors/messages/memory.hpp"
#include "actors/pool/claims.hpp"
#include "actors/pool/departures.hpp"
#include "actors/pool/drains.hpp"
#include "actors/pool/pool_common.hpp"
#include "actors/pool/publication.hpp"
#include "actors/runtime/compat.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

namespace loadex::actors {

/// Who comes into the pool, stays and leaves.
class membership {
public:
  membership(pool_common& of, publication& out)
      : of_(of)
      , out_(out) {}
  membership(const membership&) = delete;
  membership& operator=(const membership&) = delete;

  /// Ends the actors of all, and of those who have left and still have requests.
  ~membership();

  /// Begins with what another process has known of the pool.
  void go_on_from(const pool_memory& known);

  /// All that is known here of the pool; what only the backend actors know is missing.
  void remember(pool_memory& into) const;

  /// What the pool begins with is there: whoever comes now is news.
  void opened() noexcept { open_ = true; }

  /// As set_members. Whether anything changes.
  bool follow(const member_source& source, const std::vector<config::backend_settings>& all,
              std::chrono::milliseconds deadline, const observability::cause& of);

  /// What people have added by add(), they do not want any more. Whether anything changes.
  bool forget_people(std::chrono::milliseconds deadline, const observability::cause& of);

  /// The backends, or that one, as people see them.
  std::vector<backend_description> describe(std::optional<balancing::backend_id> only) const;

  /// As describe_settings.
  settings_in_force describe_settings() const;

  /// As foresee.
  foresight foresee(const reconfigure& order) const;

  /// As add_backend.
  void add(const add_backend& order);

  /// Has `who` drained, then disabled or taken out.
  void drain(roster_entry& who, roster_entry::admin_state until, std::chrono::milliseconds deadline,
             const observability::cause& of, const reply_slot<membership_change>& to);

  /// The drain of that number is over, by the next view.
  void note_end(balancing::backend_id id, std::uint64_t drain, bool empty);

  /// Before each view: whoever is empty goes, and whoever is to leave begins to, unless they had better wait.
  void settle();

  /// Who was to leave in that departure has waited for long enough.
  void wait_no_longer(std::uint64_t departure);

  /// Backends that no view in use offers any more are asked to tell when they are empty.
  void watch_drains() { drains::watch(of_.members, out_.oldest_in_use()); }

private:
  bool apply(const claims::difference& change, const member_source& source, std::chrono::milliseconds deadline,
             const observability::cause& of);
  const roster_entry& bring_in(const config::backend_settings& backend, const observability::cause& of);
  void keep(roster_entry& known, const config::backend_settings& now_wanted, bool otherwise,
            const observability::cause& of);
  void adapt(roster_entry& known, const config::backend_settings& to, const observability::cause& of);
  void let_leave();
  void conclude_drains();
  void retire(const roster_entry& who);

  pool_common& of_;
  publication& out_;
  balancing::backend_id last_id_ = 0;
  claims wanted_;
  departures to_leave_;
  std::uint64_t timed_departure_ = 0;
  drains leaving_;
  std::vector<drain_end> ended_; // since the latest view
  std::vector<weak_handle<backend_actor>> retired_;
  bool open_ = false;
};

} // namespace loadex::actors
