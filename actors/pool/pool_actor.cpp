#include "actors/pool/pool_actor.hpp"

#include "actors/pool/claims.hpp"
#include "actors/pool/departures.hpp"
#include "actors/pool/drains.hpp"
#include "actors/pool/ejection_limit.hpp"
#include "actors/pool/enlist.hpp"
#include "actors/pool/member_changes.hpp"
#include "actors/pool/outage_watch.hpp"
#include "actors/pool/outliers.hpp"
#include "actors/pool/pool_ticks.hpp"
#include "actors/pool/pool_view.hpp"
#include "actors/pool/roster.hpp"
#include "actors/pool/roster_event.hpp"
#include "actors/pool/view_publisher.hpp"
#include "actors/runtime/compat.hpp"

#include <caf/actor_clock.hpp>
#include <caf/actor_system.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace loadex::actors {

namespace {

using namespace pool_ticks;
using base::reason;
using observability::decider;
using observability::event_kind;
using admin_state = roster_entry::admin_state;
using outcome = membership_change::outcome;
using reply = reply_slot<membership_change>;

const member_source people{"api"};

/// Owns who is in the pool, starts and retires their actors, and publishes what the pool is now.
struct pool_state {
  ticking_pool::pointer self = nullptr;
  prober* io = nullptr;
  std::uint64_t seed = 0; // of the probes' jitter
  balancing::shared_turns turns;
  config::algorithm algorithm{};
  config::traffic_settings how;
  balancing::backend_id last_id = 0;
  roster members;
  claims wanted;
  departures to_leave;
  drains leaving;
  ejection_limit ejections;
  outage_watch down;
  std::vector<weak_handle<backend_actor>> retired;
  balancing::shared_load load; // kept only if the algorithms may ask for it: it is one more thing that workers share
  std::optional<observability::event_ring> events;
  view_publisher views;
  std::vector<owed_answer> unanswered; // until the next view
  bool publication_due = false;
  bool running = false; // all that the pool began with is there

  pool_state() = default;
  pool_state(const pool_state&) = delete;
  pool_state& operator=(const pool_state&) = delete;

  /// Retired backends that still have requests are among those that must not outlive the pool.
  ~pool_state() {
    for (const auto& e : members.entries()) {
      end_actor(e.probe);
      end_actor(e.who->actor);
    }
    for (const auto& backend : retired)
      end_actor(backend.lock());
  }

  void start(const pool_setup& with) {
    io = with.io;
    seed = with.seed;
    turns = with.turns;
    algorithm = with.first.wanted.how.algo;
    how = with.first.wanted.traffic;
    events.emplace(with.events);
    ejections = ejection_limit(how.circuit.most_ejected);
    views = view_publisher([me = weak_handle{pool_feed{self}}](pool_view_ptr unused) {
      tell(me.lock(), view_released{std::move(unused)});
    });
    if (how.balancing.hash_load_bound > 0)
      load = std::make_shared<std::atomic<std::int64_t>>(0);
    follow(members_of(with.first));
    running = true;
    publish();
    if (how.outlier.factor > 0)
      tell_later(ticking_pool{self}, how.outlier.interval, compare_latencies{});
  }

  static set_members members_of(const reconfigure& order) {
    return {order.source, order.wanted.how.backends, order.deadline, order.reply};
  }

  std::chrono::steady_clock::time_point now() const { return self->home_system().clock().now(); }

  // ---- orders ----

  void follow(const set_members& order) {
    const auto change = wanted.replace(order.source, order.members);
    if (change.empty())
      return order.reply.answer({outcome::unchanged});
    members.entries().reserve(members.entries().size() + change.added.size()); // whom it finds below stays where it is
    std::unordered_map<std::string, roster_entry*> present;
    for (auto& e : members.entries())
      present.emplace(e.who->url.authority(), &e);
    const auto known = [&](const config::backend_url& url) {
      const auto found = present.find(url.authority());
      return found != present.end() ? found->second : nullptr;
    };
    for (const auto& backend : change.added)
      if (auto* who = known(backend.url))
        keep(*who, backend, wanted.is_first(order.source, backend.url));
      else
        bring_in(backend);
    for (const auto& backend : change.changed)
      if (auto* who = known(backend.url))
        adapt(*who, backend);
    for (const auto& url : change.missing)
      if (auto* who = known(url))
        to_leave.add(*who, order.deadline);
    if (to_leave.must_wait(members))
      tell_later(ticking_pool{self}, how.health.timeout, departure_deadline{to_leave.number()});
    else
      let_leave();
    unanswered.emplace_back(order.reply, membership_change{});
    publish_soon();
  }

  void adopt(const reconfigure& order) {
    choose_by(order.wanted.how.algo, {});
    judge_all({order.wanted.traffic.health, order.wanted.traffic.circuit, {}});
    follow(members_of(order));
  }

  /// It may have been about to leave, and may be wanted otherwise than before.
  void keep(roster_entry& known, const config::backend_settings& now_wanted, bool otherwise) {
    known.departs.reset();
    if (known.ordered == admin_state::leaving)
      put_into_service(known, *events);
    if (otherwise)
      adapt(known, now_wanted);
  }

  void adapt(roster_entry& known, const config::backend_settings& to) {
    weigh(known, to.weight, to.backup, *events);
    if (known.own_health == to.health)
      return;
    known.own_health = to.health;
    judge(known, how.health, how.circuit);
  }

  void let_leave() {
    for (auto* who : to_leave.take(members))
      if (const auto deadline = *std::exchange(who->departs, std::nullopt); who->ordered != admin_state::leaving)
        drain(*who, admin_state::leaving, deadline, {});
  }

  void add(const add_backend& order) {
    wanted.add(people, order.backend);
    auto* known = members.find(order.backend.url);
    if (known == nullptr)
      return promise(order.reply, bring_in(order.backend));
    known->departs.reset();
    if (known->ordered != admin_state::leaving)
      return order.reply.answer({outcome::unchanged, known->who->id});
    put_into_service(*known, *events);
    promise(order.reply, *known);
  }

  const roster_entry& bring_in(const config::backend_settings& backend) {
    const auto& added = members.entries().emplace_back(enlist(
        self->home_system(), how, backend, {++last_id, running, io, seed, load, weak_handle{pool_reports{self}}}));
    if (running)
      record(*events, event_kind::backend_added, decider::admin, added, reason::none,
             "weight " + std::to_string(added.weight) + (added.backup ? ", backup" : ""));
    return added;
  }

  void drain(roster_entry& who, admin_state until, std::chrono::milliseconds deadline, const reply& to) {
    const auto number = leaving.begin(who, until, to, views.next_version(),
                                      until == admin_state::leaving ? "before its removal" : "", *events);
    tell_later(ticking_pool{self}, deadline, drain_deadline{who.who->id, number});
    publish_soon();
  }

  void choose_by(config::algorithm which, const reply& to) {
    if (which == algorithm)
      return to.answer({outcome::unchanged});
    events->record({.kind = event_kind::algorithm_changed,
                    .by = decider::admin,
                    .detail = std::string(to_string(algorithm)) + " to " + std::string(to_string(which))});
    algorithm = which;
    unanswered.emplace_back(to, membership_change{});
    publish_soon();
  }

  void judge_all(const change_health& order) {
    if (order.health == how.health && order.circuit == how.circuit)
      return order.reply.answer({outcome::unchanged});
    how.health = order.health;
    how.circuit = order.circuit;
    ejections.adopt(how.circuit.most_ejected);
    for (auto& e : members.entries())
      judge(e, how.health, how.circuit);
    unanswered.emplace_back(order.reply, membership_change{});
    publish_soon();
  }

  /// Of the pool as it is now: what is ordered already is published first.
  void tell_why(const explain& asked) {
    publish_if_due();
    asked.reply.answer(
        members.explain_choice(views.newest(), asked, turns->load(std::memory_order_relaxed), how.balancing, now()));
  }

  // ---- what the backends say ----

  void update(const health_change& change) {
    auto* changed = members.find(change.id);
    if (changed == nullptr)
      return; // it was removed meanwhile
    for (const auto what : changed->take(change))
      record(*events, what, change.by, *changed, change.why, change.detail);
    if (change.wants_ejection)
      ejections.eject(members, *changed);
    if (!to_leave.must_wait(members))
      let_leave();
    publish_soon();
  }

  void ease_outliers() {
    tell_later(ticking_pool{self}, how.outlier.interval, compare_latencies{});
    for (const auto& change : find_outliers(members, how.outlier)) {
      tell(change.who->who->actor, limit_share{change.who->lag.share()});
      record(*events, event_kind::weight_eased, decider::pool, *change.who, reason::none, change.detail);
    }
  }

  void conclude_drain(balancing::backend_id id, std::uint64_t drain, bool empty) {
    auto* who = drains::conclude(members, id, drain, empty, unanswered, *events);
    if (who == nullptr)
      return;
    if (who->ordered == admin_state::leaving) {
      remove(*who);
    } else {
      who->ordered = admin_state::disabled;
      who->since = std::chrono::system_clock::now();
    }
    publish_soon();
  }

  // ---- views ----

  /// The changes that are in the mailbox already get into the same view.
  void publish_soon() {
    if (!std::exchange(publication_due, true))
      tell(ticking_pool{self}, publish_view{});
  }

  void publish_if_due() {
    if (publication_due)
      publish();
  }

  void publish() {
    publication_due = false;
    ejections.readmit_surplus(members);
    auto view = members.make_view(views.next_version(), algorithm, how.balancing, load,
                                  how.health.when_all_down == config::all_down::try_anyway);
    if (view->settled())
      down.look_at(members, *events);
    view->down = down.current();
    views.publish(std::move(view));
    for (const auto& [to, answer] : std::exchange(unanswered, {}))
      to.answer(answer);
    drains::watch(members, views.oldest_in_use());
  }

  // ---- parts of these ----

  void promise(const reply& to, const roster_entry& who) {
    unanswered.emplace_back(to, membership_change{outcome::done, who.who->id});
    publish_soon();
  }

  /// The probe ends now; the backend actor when the last of those who still report to it lets go.
  void remove(const roster_entry& who) {
    record(*events, event_kind::backend_removed, decider::pool, who);
    end_actor(who.probe);
    std::erase_if(retired, [](const auto& backend) { return !backend.lock(); });
    retired.emplace_back(who.who->actor);
    wanted.withdraw(people, who.who->url);
    members.erase(who.who->id);
  }

  /// Changes what is ordered to be changed of a member, if there is such a one.
  template <class Order, class Change>
  void order(const Order& what, Change change) {
    auto* who = members.find(what.who);
    if (who == nullptr)
      what.reply.answer({outcome::not_found});
    else if (!change(*who))
      what.reply.answer({outcome::unchanged, who->who->id});
    else
      promise(what.reply, *who);
  }

  template <class Order>
  void order_drain(const Order& what, admin_state until) {
    if (auto* who = members.find(what.who))
      drain(*who, until, what.deadline, what.reply);
    else
      what.reply.answer({outcome::not_found});
  }

  ticking_pool::behavior_type make_behavior() {
    return {
        [this](const subscribe& s) { views.subscribe(s.sink); },
        [this](const subscribe_to_events& s) { events->subscribe(s.after, s.sink); },
        [this](const set_members& o) { follow(o); },
        [this](const reconfigure& o) { adopt(o); },
        [this](const add_backend& o) { add(o); },
        [this](const drain_backend& o) { order_drain(o, admin_state::draining); },
        [this](const remove_backend& o) { order_drain(o, admin_state::leaving); },
        [this](const disable_backend& o) { order(o, [&](auto& who) { return disable(who, *events); }); },
        [this](const enable_backend& o) { order(o, [&](auto& who) { return put_into_service(who, *events); }); },
        [this](const change_weight& o) {
          order(o, [&](auto& who) { return weigh(who, o.weight, who.backup, *events); });
        },
        [this](const change_algorithm& o) { choose_by(o.to, o.reply); },
        [this](const change_health& o) { judge_all(o); },
        [this](const explain& asked) { tell_why(asked); },
        [this](const health_change& change) { update(change); },
        [this](const requests_break& told) { ejections.take_out(members, told, now(), *events); },
        [this](const probe_news& news) { members.note(news); },
        [this](const compare_latencies&) { ease_outliers(); },
        [this](const backend_empty& b) { conclude_drain(b.id, b.drain, true); },
        [this](const drain_deadline& d) { conclude_drain(d.id, d.drain, false); },
        [this](const view_released&) { drains::watch(members, views.oldest_in_use()); },
        [this](const departure_deadline& d) {
          if (d.departure == to_leave.number())
            let_leave();
        },
        [this](const publish_view&) { publish_if_due(); },
    };
  }
};

ticking_pool::behavior_type run_pool(ticking_pool::stateful_pointer<pool_state> self, const pool_setup& setup) {
  self->state.self = self;
  self->state.start(setup);
  return self->state.make_behavior();
}

} // namespace

pool_actor spawn_pool(caf::actor_system& system, pool_setup setup) {
  return system.spawn(run_pool, std::move(setup));
}

} // namespace loadex::actors
