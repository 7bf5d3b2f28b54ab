#include "actors/pool_actor.hpp"

#include "actors/backend_actor.hpp"
#include "actors/balancing/hash.hpp"
#include "actors/compat.hpp"
#include "actors/pool_view.hpp"
#include "actors/probe_actor.hpp"
#include "observability/log.hpp"

#include <caf/actor_system.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <algorithm>

namespace loadex::actors {

namespace {

using observability::level;
using observability::log_event;

/// Owns who is in the pool, starts and retires their actors, and publishes what the pool is now.
struct pool_state {
  struct entry {
    std::shared_ptr<const member> who;
    std::uint64_t identity = 0;
    probe_actor probe;
    pool_view::standing standing;
  };

  pool_actor::pointer self = nullptr;
  pool_setup setup;
  balancing::backend_id last_id = 0;
  std::vector<entry> entries; // in order of addition, so of id
  std::vector<weak_handle<backend_actor>> retired;
  std::vector<view_sink> sinks;
  std::vector<reply_slot<membership_change>> unanswered;
  pool_view_ptr newest;
  bool publication_due = false;

  pool_state() = default;
  pool_state(const pool_state&) = delete;
  pool_state& operator=(const pool_state&) = delete;

  /// Retired backends that still have requests are among those that must not outlive the pool.
  ~pool_state() {
    for (const auto& e : entries) {
      end_actor(e.probe);
      end_actor(e.who->actor);
    }
    for (const auto& backend : retired)
      end_actor(backend.lock());
  }

  void start(const pool_setup& with) {
    setup = with;
    entries.reserve(setup.backends.size());
    for (const auto& backend : setup.backends)
      entries.push_back(make_entry(backend));
    publish();
  }

  void subscribe_to_views(const view_sink& sink) {
    sinks.push_back(sink);
    sink(newest);
  }

  void add(const add_backend& order) {
    if (find(order.backend.url) != entries.end())
      return order.reply.answer(membership_change::unchanged);
    entries.push_back(make_entry(order.backend));
    log_event(level::info, "backend added",
              {{"backend", order.backend.url.text()}, {"weight", std::int64_t{order.backend.weight}}});
    unanswered.push_back(order.reply);
    publish_soon();
  }

  void remove(const remove_backend& order) {
    const auto leaving = find(order.url);
    if (leaving == entries.end())
      return order.reply.answer(membership_change::unchanged);
    log_event(level::info, "backend removed", {{"backend", leaving->who->url.text()}});
    retire(*leaving);
    entries.erase(leaving);
    unanswered.push_back(order.reply);
    publish_soon();
  }

  void update(const health_change& change) {
    const auto changed = std::ranges::lower_bound(entries, change.id, {}, [](const entry& e) { return e.who->id; });
    if (changed == entries.end() || changed->who->id != change.id)
      return; // it was removed meanwhile
    changed->standing = {change.healthy ? health::state::healthy : health::state::unhealthy, change.why};
    publish_soon();
  }

  /// The changes that are in the mailbox already get into the same view.
  void publish_soon() {
    if (!std::exchange(publication_due, true))
      tell(pool_actor{self}, publish_view{});
  }

  void publish() {
    publication_due = false;
    newest = make_view();
    for (const auto& sink : sinks)
      sink(newest);
    for (const auto& reply : std::exchange(unanswered, {}))
      reply.answer(membership_change::done);
  }

  pool_view_ptr make_view() const {
    auto view = std::make_shared<pool_view>();
    view->version = newest ? newest->version + 1 : 1;
    view->members.reserve(entries.size());
    view->standings.reserve(entries.size());
    for (const auto& e : entries) {
      if (e.standing.state == health::state::healthy) {
        view->available.push_back({e.who->id, e.who->weight, e.identity, &e.who->vitals->in_flight});
        view->member_of.push_back(static_cast<std::uint32_t>(view->members.size()));
      }
      view->members.push_back(e.who);
      view->standings.push_back(e.standing);
    }
    return view;
  }

  entry make_entry(const config::backend_settings& backend) {
    const auto id = ++last_id;
    const auto identity = balancing::hash_of(backend.url.authority());
    const auto seed = static_cast<std::minstd_rand::result_type>(setup.seed ^ identity);
    auto& system = self->home_system();
    auto vitals = std::make_shared<backend_vitals>();
    auto probe = spawn_probe(system, {backend.url, setup.io, {setup.health.interval, std::minstd_rand{seed}}});
    auto actor = spawn_backend(system, {id, backend.url, setup.health, vitals, probe, weak_handle{pool_actor{self}}});
    auto who = std::make_shared<const member>(member{id, backend.weight, backend.url, actor, vitals});
    return {who, identity, probe, {}};
  }

  /// The probe ends now; the backend actor when the last of those who still report to it lets go.
  void retire(const entry& leaving) {
    end_actor(leaving.probe);
    std::erase_if(retired, [](const auto& backend) { return !backend.lock(); });
    retired.emplace_back(leaving.who->actor);
  }

  std::vector<entry>::iterator find(const config::backend_url& url) {
    return std::ranges::find_if(entries, [&](const entry& e) { return e.who->url == url; });
  }

  pool_actor::behavior_type make_behavior() {
    return {
        [this](const subscribe& order) { subscribe_to_views(order.sink); },
        [this](const add_backend& order) { add(order); },
        [this](const remove_backend& order) { remove(order); },
        [this](const health_change& change) { update(change); },
        [this](const publish_view&) { publish(); },
    };
  }
};

pool_actor::behavior_type run_pool(pool_actor::stateful_pointer<pool_state> self, const pool_setup& setup) {
  self->state.self = self;
  self->state.start(setup);
  return self->state.make_behavior();
}

} // namespace

pool_actor spawn_pool(caf::actor_system& system, pool_setup setup) {
  return system.spawn(run_pool, std::move(setup));
}

} // namespace loadex::actors
