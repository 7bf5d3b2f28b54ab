#include "actors/pool/pool_actor.hpp"

#include "actors/pool/ejection_limit.hpp"
#include "actors/pool/latency_watch.hpp"
#include "actors/pool/member_changes.hpp"
#include "actors/pool/membership.hpp"
#include "actors/pool/memory_gathering.hpp"
#include "actors/pool/pool_common.hpp"
#include "actors/pool/publication.hpp"
#include "actors/pool/roster_event.hpp"
#include "actors/runtime/compat.hpp"

#include <caf/actor_clock.hpp>
#include <caf/actor_system.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <atomic>
#include <memory>
#include <string>
#include <tuple>
#include <utility>

namespace loadex::actors {

namespace {

using namespace pool_ticks;
using observability::cause;
using observability::decider;
using observability::event_kind;
using admin_state = roster_entry::admin_state;
using outcome = membership_change::outcome;
using reply = reply_slot<membership_change>;

/// Owns who is in the pool, starts and retires their actors, and publishes what the pool is now.
struct pool_state {
  pool_common common;
  publication out{common};
  membership staff{common, out};
  ejection_limit ejections;
  latency_watch latencies{common};
  config::algorithm wanted_algorithm{}; // by the source

  void start(ticking_pool::pointer self, const pool_setup& with) {
    const auto& first = with.first;
    common.self = self;
    common.io = with.io;
    common.seed = with.seed;
    common.turns = with.turns;
    common.algorithm = wanted_algorithm = first.wanted.how.algo;
    common.events.emplace(first.wanted.how.name, with.log, with.events);
    out.start();
    go_by(first.wanted.traffic);
    if (with.known)
      go_on_from(*with.known, first);
    else
      staff.follow(first.source, first.wanted.how.backends, first.deadline, {.by = decider::reload});
    staff.opened();
    publish();
  }

  void go_on_from(const pool_memory& known, const actors::reconfigure& order) {
    common.algorithm = known.algorithm;
    wanted_algorithm = known.wanted_algorithm;
    staff.go_on_from(known);
    staff.opened();
    reconfigure(order);
  }

  std::chrono::steady_clock::time_point now() const { return common.self->home_system().clock().now(); }

  // ---- orders ----

  void reconfigure(const actors::reconfigure& order) {
    const auto& [how, traffic] = order.wanted;
    const cause of{decider::reload, order.asked};
    // As with a backend's weight: what people have chosen holds until the source says another thing than before.
    bool changed = how.algo != std::exchange(wanted_algorithm, how.algo) && choose_by(how.algo, of);
    changed |= instruct_all(traffic);
    changed |= staff.follow(order.source, how.backends, order.deadline, of);
    if (order.drops_added)
      changed |= staff.forget_people(order.deadline, of);
    answer(order.reply, changed);
  }

  bool choose_by(config::algorithm which, const cause& of) {
    if (which == common.algorithm)
      return false;
    const std::string before(to_string(common.algorithm));
    const std::string after(to_string(which));
    common.events->record({.kind = event_kind::algorithm_changed,
                           .by = of.by,
                           .asked = of.asked,
                           .detail = before + " to " + after,
                           .before = before,
                           .after = after});
    common.algorithm = which;
    return true;
  }

  bool instruct_all(const config::traffic_settings& how) {
    const auto seen = [](const config::traffic_settings& s) {
      return std::tie(s.balancing, s.health, s.circuit, s.outlier);
    };
    if (seen(how) == seen(common.how))
      return false;
    go_by(how);
    for (auto& e : common.members.entries())
      instruct(e, common);
    return true;
  }

  void go_by(const config::traffic_settings& how) {
    common.how = how;
    ejections.adopt(how.circuit.most_ejected);
    if ((how.balancing.hash_load_bound > 0) != (common.load != nullptr))
      common.load = common.load ? nullptr : std::make_shared<std::atomic<std::int64_t>>(0);
    latencies.adopt();
  }

  template <class Order>
  void order_drain(const Order& what, admin_state until) {
    if (auto* who = common.members.find(what.who))
      staff.drain(*who, until, what.deadline, {.asked = what.asked}, what.reply);
    else
      what.reply.answer({outcome::not_found});
  }

  /// Changes what is ordered to be changed of a member, if there is such a one.
  template <class Order, class Change>
  void order(const Order& what, Change change) {
    auto* who = common.members.find(what.who);
    if (who == nullptr)
      what.reply.answer({outcome::not_found});
    else
      answer(what.reply, change(*who, cause{.asked = what.asked}, *common.events), who->who->id);
  }

  void answer(const reply& to, bool changed, balancing::backend_id id = 0) {
    if (changed)
      out.promise(to, {outcome::done, id});
    else
      to.answer({outcome::unchanged, id});
  }

  void probe(const probe_backend& order) {
    if (const auto* who = common.members.find(order.who))
      tell(who->probe, probe_now{order.reply});
    else
      order.reply.answer({});
  }

  void tell_how(const describe_pool& asked) {
    auto told = common.members.summarize();
    told.algorithm = common.algorithm;
    told.settings = common.how;
    asked.reply.answer(std::move(told));
  }

  /// Of the pool as it is now: what is ordered already is published first.
  void tell_why(const explain& asked) {
    publish_if_due();
    asked.reply.answer(common.members.explain_choice(out.newest(), asked, common.turns->load(std::memory_order_relaxed),
                                                     common.how.balancing, now()));
  }

  void remember(const tell_memory& asked) {
    pool_memory told{common.events->pool(), common.algorithm, wanted_algorithm};
    staff.remember(told);
    const auto all = std::make_shared<memory_gathering>(std::move(told), asked.reply);
    for (std::size_t i = 0; i < all->of().size(); ++i)
      tell(common.members.find(all->of()[i].how.url)->who->actor, all->question(i));
  }

  // ---- what the backends say ----

  void update(const health_change& change) {
    auto* changed = common.members.find(change.id);
    if (changed == nullptr)
      return; // it was removed meanwhile
    for (const auto what : changed->take(change))
      record(*common.events, what, change.by, *changed, change.why, change.detail);
    if (change.wants_ejection)
      ejections.eject(common.members, *changed);
    out.soon();
  }

  // ---- views ----

  void publish_if_due() {
    if (out.is_due())
      publish();
  }

  void publish() {
    staff.settle();
    ejections.readmit_surplus(common.members);
    out.publish();
    staff.watch_drains();
  }

  ticking_pool::behavior_type make_behavior() {
    return {
        [this](const subscribe& s) { out.subscribe(s.sink); },
        [this](const set_members& o) {
          answer(o.reply, staff.follow(o.source, o.members, o.deadline, {.by = decider::reload}));
        },
        [this](const actors::reconfigure& o) { reconfigure(o); },
        [this](const add_backend& o) { staff.add(o); },
        [this](const drain_backend& o) { order_drain(o, admin_state::draining); },
        [this](const remove_backend& o) { order_drain(o, admin_state::leaving); },
        [this](const disable_backend& o) { order(o, disable); },
        [this](const enable_backend& o) { order(o, put_into_service); },
        [this](const change_weight& o) {
          order(o,
                [&](auto& who, const auto& of, auto& events) { return weigh(who, o.weight, who.backup, of, events); });
        },
        [this](const change_algorithm& o) { answer(o.reply, choose_by(o.to, {.asked = o.asked})); },
        [this](const probe_backend& o) { probe(o); },
        [this](const describe_pool& asked) { tell_how(asked); },
        [this](const describe_backends& asked) { asked.reply.answer(staff.describe(asked.only)); },
        [this](const describe_settings& asked) { asked.reply.answer(staff.describe_settings()); },
        [this](const foresee& asked) { asked.reply.answer(staff.foresee(asked.order)); },
        [this](const explain& asked) { tell_why(asked); },
        [this](const tell_memory& asked) { remember(asked); },
        [this](const health_change& change) { update(change); },
        [this](const requests_break& told) { ejections.take_out(common.members, told, now(), *common.events); },
        [this](const probe_news& news) { common.members.note(news); },
        [this](const compare_latencies& tick) { latencies.compare(tick); },
        [this](const backend_empty& b) { staff.note_end(b.id, b.drain, true); },
        [this](const drain_deadline& d) { staff.note_end(d.id, d.drain, false); },
        [this](const view_released&) { staff.watch_drains(); },
        [this](const departure_deadline& d) { staff.wait_no_longer(d.departure); },
        [this](const publish_view&) { publish_if_due(); },
    };
  }
};

ticking_pool::behavior_type run_pool(ticking_pool::stateful_pointer<pool_state> self, const pool_setup& setup) {
  self->state.start(self, setup);
  return self->state.make_behavior();
}

} // namespace

pool_actor spawn_pool(caf::actor_system& system, pool_setup setup) {
  return system.spawn(run_pool, std::move(setup));
}

} // namespace loadex::actors
