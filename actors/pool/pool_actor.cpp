#include "actors/pool/pool_actor.hpp"

#include "actors/backend/backend_actor.hpp"
#include "actors/backend/probe_actor.hpp"
#include "actors/balancing/hash.hpp"
#include "actors/pool/outliers.hpp"
#include "actors/pool/pool_view.hpp"
#include "actors/pool/roster.hpp"
#include "actors/pool/view_publisher.hpp"
#include "actors/runtime/compat.hpp"
#include "config/setting_table.hpp"

#include <caf/actor_clock.hpp>
#include <caf/actor_system.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace loadex::actors {

namespace {

/// Time to compare the backends' latencies.
struct compare_latencies {};

/// The time for a drain is over.
struct drain_deadline {
  balancing::backend_id id = 0;
  std::uint64_t drain = 0;
};

/// Publish what has changed since the last view. A message, so that a burst of changes becomes one view.
struct publish_view {};

} // namespace

} // namespace loadex::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::compare_latencies)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::drain_deadline)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::publish_view)

namespace loadex::actors {

namespace {

/// With what it says to itself.
using ticking_pool =
    pool_actor::extend<caf::reacts_to<compare_latencies>, caf::reacts_to<drain_deadline>, caf::reacts_to<publish_view>>;

using decision = roster_entry::decision;
using base::reason;
using observability::decider;
using observability::event_kind;
using duty = roster_entry::duty;
using outcome = membership_change::outcome;
using reply = reply_slot<membership_change>;

/// That a backend is spared is told that often, as long as requests go on to break.
constexpr auto spared_is_no_news = std::chrono::minutes(1);

/// Owns who is in the pool, starts and retires their actors, and publishes what the pool is now.
struct pool_state {
  ticking_pool::pointer self = nullptr;
  pool_setup setup;
  balancing::backend_id last_id = 0;
  std::uint64_t last_drain = 0;
  roster members;
  std::vector<weak_handle<backend_actor>> retired;
  balancing::shared_load load; // kept only if the algorithms may ask for it: it is one more thing that workers share
  std::optional<observability::event_ring> events;
  view_publisher views;
  std::vector<std::pair<reply, membership_change>> unanswered; // until the next view
  bool publication_due = false;
  bool none_may_go = false;   // for broken requests, until the next view: of thousands each asks, and a look costs
  bool running = false;       // all that the pool began with is there
  std::optional<outage> down; // nobody is available

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
    setup = with;
    events.emplace(setup.events);
    views = view_publisher([me = weak_handle{pool_feed{self}}](pool_view_ptr unused) {
      tell(me.lock(), view_released{std::move(unused)});
    });
    if (setup.balancing.hash_load_bound > 0)
      load = std::make_shared<std::atomic<std::int64_t>>(0);
    members.entries().reserve(setup.backends.size());
    for (const auto& backend : setup.backends)
      members.entries().push_back(make_entry(backend));
    running = true;
    publish();
    if (setup.outlier.factor > 0)
      tell_later(ticking_pool{self}, setup.outlier.interval, compare_latencies{});
  }

  // ---- orders ----

  void add(const add_backend& order) {
    if (auto* known = members.find(order.backend.url)) {
      if (known->ordered != duty::leaving)
        return order.reply.answer({outcome::unchanged, known->who->id});
      return put_into_service(*known, order.reply);
    }
    const auto& added = members.entries().emplace_back(make_entry(order.backend));
    record(event_kind::backend_added, decider::admin, added, reason::none,
           "weight " + std::to_string(added.weight) + (added.backup ? ", backup" : ""));
    promise(order.reply, added);
  }

  void drain(roster_entry& who, duty until, std::chrono::milliseconds deadline, const reply& to) {
    if (!who.drain) {
      who.drain.emplace().absent_from = views.next_version();
      who.since = std::chrono::system_clock::now();
      record(event_kind::backend_draining, decider::admin, who, reason::none,
             until == duty::leaving ? "before its removal" : "");
      tell(who.who->actor, serve{false});
    }
    if (who.ordered != duty::leaving)
      who.ordered = until;
    auto& d = *who.drain;
    d.number = ++last_drain;
    d.watched = false;
    d.replies.push_back(to);
    tell_later(ticking_pool{self}, deadline, drain_deadline{who.who->id, d.number});
    publish_soon();
  }

  void disable(roster_entry& who, const reply& to) {
    if (who.ordered == duty::disabled)
      return to.answer({outcome::unchanged, who.who->id});
    cancel_drain(who);
    set_duty(who, duty::disabled);
    tell(who.who->actor, serve{false});
    record(event_kind::backend_disabled, decider::admin, who);
    promise(to, who);
  }

  void put_into_service(roster_entry& who, const reply& to) {
    if (who.ordered == duty::serving)
      return to.answer({outcome::unchanged, who.who->id});
    cancel_drain(who);
    tell(who.who->actor, serve{true, who.ordered == duty::disabled});
    set_duty(who, duty::serving);
    record(event_kind::backend_enabled, decider::admin, who);
    promise(to, who);
  }

  void weigh(roster_entry& who, std::uint32_t weight, const reply& to) {
    if (who.weight == weight)
      return to.answer({outcome::unchanged, who.who->id});
    record(event_kind::weight_changed, decider::admin, who, reason::none,
           std::to_string(who.weight) + " to " + std::to_string(weight));
    who.weight = weight;
    promise(to, who);
  }

  void choose_by(config::algorithm which, const reply& to) {
    if (which == setup.algorithm)
      return to.answer({outcome::unchanged});
    events->record({.kind = event_kind::algorithm_changed,
                    .by = decider::admin,
                    .detail = std::string(to_string(setup.algorithm)) + " to " + std::string(to_string(which))});
    setup.algorithm = which;
    unanswered.emplace_back(to, membership_change{});
    publish_soon();
  }

  /// Of the pool as it is now: what is ordered already is published first.
  void tell_why(const explain& asked) {
    publish_if_due();
    asked.reply.answer(members.explain_choice(views.newest(), asked, setup.turns->load(std::memory_order_relaxed),
                                              setup.balancing, self->home_system().clock().now()));
  }

  // ---- what the backends say ----

  void update(const health_change& change) {
    auto* changed = members.find(change.id);
    if (changed == nullptr)
      return; // it was removed meanwhile
    for (const auto what : changed->take(change))
      record(what, change.by, *changed, change.why, change.detail);
    if (change.wants_ejection && members.may_eject(*changed, setup.circuit.most_ejected))
      decide(*changed, decision::eject, eject{});
    publish_soon();
  }

  /// Whoever passes its probes may only be taken out as long as enough others stay.
  void consider(const requests_break& told) {
    auto* who = members.find(told.id);
    if (who == nullptr || !who->available())
      return;
    if (!none_may_go && members.may_take_out(*who, setup.circuit.most_ejected))
      return decide(*who, decision::take_out, take_out{told.why, told.detail});
    none_may_go = none_may_go || !members.may_eject(*who, setup.circuit.most_ejected);
    const auto now = self->home_system().clock().now();
    if (now < who->spared_until)
      return;
    who->spared_until = now + spared_is_no_news;
    record(event_kind::backend_spared, decider::pool, *who, told.why,
           told.detail + ", but no more may be out for that");
  }

  /// When backends have left, fewer may be out; when nobody is left, whoever passes its probes is better than nobody.
  void readmit_surplus() {
    while (auto* who = members.to_readmit(setup.circuit.most_ejected))
      decide(*who, decision::readmit, readmit{});
  }

  template <class Order>
  static void decide(roster_entry& on, decision what, Order order) {
    on.pending = what;
    on.since = std::chrono::system_clock::now();
    tell(on.who->actor, std::move(order));
  }

  void ease_outliers() {
    tell_later(ticking_pool{self}, setup.outlier.interval, compare_latencies{});
    for (const auto& change : find_outliers(members, setup.outlier)) {
      tell(change.who->who->actor, limit_share{change.who->lag.share()});
      record(event_kind::weight_eased, decider::pool, *change.who, reason::none, change.detail);
    }
  }

  /// The backend actor counts whatever was opened from the views before, once nobody has them any more.
  void watch_drains() {
    const auto oldest = views.oldest_in_use();
    for (auto& e : members.entries()) {
      if (!e.drain || e.drain->watched || oldest < e.drain->absent_from)
        continue;
      e.drain->watched = true;
      tell(e.who->actor, watch_for_empty{e.drain->number});
    }
  }

  void conclude_drain(balancing::backend_id id, std::uint64_t drain, bool empty) {
    auto* who = members.find(id);
    if (who == nullptr || !who->drain || who->drain->number != drain)
      return; // cancelled, or ordered anew
    const auto left = empty ? 0 : who->who->vitals->in_flight.load(std::memory_order_relaxed);
    record(event_kind::backend_drained, decider::pool, *who, reason::none,
           empty ? "empty" : "requests left at the deadline: " + std::to_string(left));
    for (const auto& to : who->drain->replies)
      unanswered.emplace_back(to, membership_change{outcome::done, id, static_cast<std::uint32_t>(std::max(0, left))});
    who->drain.reset();
    if (who->ordered == duty::leaving)
      remove(*who);
    else
      set_duty(*who, duty::disabled);
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
    none_may_go = false;
    readmit_surplus();
    auto view = members.make_view(views.next_version(), setup.algorithm, setup.balancing, load,
                                  setup.health.when_all_down == config::all_down::try_anyway);
    if (view->settled())
      note_whether_down();
    view->down = down;
    views.publish(std::move(view));
    for (const auto& [to, answer] : std::exchange(unanswered, {}))
      to.answer(answer);
    watch_drains();
  }

  /// Whether the pool as a whole is there, and the latest change as the explanation.
  void note_whether_down() {
    if (members.anybody_available() == !down)
      return;
    const auto last = events->latest();
    const auto why = last ? last->why : reason::none;
    if (down) {
      down.reset();
      events->record({.kind = event_kind::pool_up, .by = decider::pool, .detail = "backends are available again"});
      return;
    }
    down = outage{std::chrono::system_clock::now(), why};
    events->record(
        {.kind = event_kind::pool_down,
         .by = decider::pool,
         .why = why,
         .detail = last ? fmt::format("no backend {}is available: the last change was {} {}{}{}",
                                      members.anybody_healthy() ? "with a weight " : "", to_string(last->kind),
                                      last->backend, last->detail.empty() ? "" : ", ", last->detail)
                        : "there is no backend"});
  }

  // ---- parts of these ----

  void promise(const reply& to, const roster_entry& who) {
    unanswered.emplace_back(to, membership_change{outcome::done, who.who->id});
    publish_soon();
  }

  void set_duty(roster_entry& who, duty ordered) {
    who.ordered = ordered;
    who.since = std::chrono::system_clock::now();
  }

  void cancel_drain(roster_entry& who) {
    if (!who.drain)
      return;
    for (const auto& to : who.drain->replies)
      to.answer({outcome::superseded, who.who->id});
    who.drain.reset();
  }

  /// The probe ends now; the backend actor when the last of those who still report to it lets go.
  void remove(const roster_entry& leaving) {
    record(event_kind::backend_removed, decider::pool, leaving);
    end_actor(leaving.probe);
    std::erase_if(retired, [](const auto& backend) { return !backend.lock(); });
    retired.emplace_back(leaving.who->actor);
    members.erase(leaving.who->id);
  }

  void record(event_kind kind, decider by, const roster_entry& who, reason why = reason::none,
              std::string detail = {}) {
    events->record({.kind = kind,
                    .by = by,
                    .backend_id = who.who->id,
                    .backend = who.who->url.text(),
                    .why = why,
                    .detail = std::move(detail)});
  }

  roster_entry make_entry(const config::backend_settings& backend) {
    const auto id = ++last_id;
    const auto identity = balancing::hash_of(backend.url.authority());
    const auto health = config::effective_health(setup.health, backend.health);
    auto& system = self->home_system();
    auto vitals = std::make_shared<balancing::vitals>();
    auto counters = std::make_shared<observability::backend_counters>();
    auto limits = setup.balancing;
    limits.max_connections = backend.max_connections.value_or(limits.max_connections);
    auto probe =
        spawn_probe(system, {backend.url, health, setup.io, static_cast<std::uint32_t>(setup.seed ^ identity)});
    auto actor = spawn_backend(system, {id, backend.url, health, setup.circuit, limits, running, vitals, counters, load,
                                        probe, weak_handle{pool_reports{self}}});
    roster_entry entry;
    auto latencies = setup.outlier.factor > 0 ? std::make_shared<health::latency_histogram>() : nullptr;
    entry.who =
        std::make_shared<const member>(member{id, backend.url, identity, actor, vitals, counters,
                                              limits.max_connections, health.traffic_status, std::move(latencies)});
    entry.probe = probe;
    entry.weight = backend.weight;
    entry.backup = backend.backup;
    return entry;
  }

  /// Does what is ordered for a backend, if there is such a one.
  template <class Order, class Deed>
  void order(const Order& what, Deed deed) {
    if (auto* who = members.find(what.who))
      deed(*who);
    else
      what.reply.answer({outcome::not_found});
  }

  ticking_pool::behavior_type make_behavior() {
    return {
        [this](const subscribe& s) { views.subscribe(s.sink); },
        [this](const subscribe_to_events& s) { events->subscribe(s.after, s.sink); },
        [this](const add_backend& o) { add(o); },
        [this](const drain_backend& o) {
          order(o, [&](auto& who) { drain(who, duty::draining, o.deadline, o.reply); });
        },
        [this](const remove_backend& o) {
          order(o, [&](auto& who) { drain(who, duty::leaving, o.deadline, o.reply); });
        },
        [this](const disable_backend& o) { order(o, [&](auto& who) { disable(who, o.reply); }); },
        [this](const enable_backend& o) { order(o, [&](auto& who) { put_into_service(who, o.reply); }); },
        [this](const change_weight& o) { order(o, [&](auto& who) { weigh(who, o.weight, o.reply); }); },
        [this](const change_algorithm& o) { choose_by(o.to, o.reply); },
        [this](const explain& asked) { tell_why(asked); },
        [this](const health_change& change) { update(change); },
        [this](const requests_break& told) { consider(told); },
        [this](const probe_news& news) {
          if (auto* who = members.find(news.id))
            who->last_probe = news.found.detail;
        },
        [this](const compare_latencies&) { ease_outliers(); },
        [this](const backend_empty& b) { conclude_drain(b.id, b.drain, true); },
        [this](const drain_deadline& d) { conclude_drain(d.id, d.drain, false); },
        [this](const view_released&) { watch_drains(); },
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
