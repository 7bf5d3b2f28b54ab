#include "actors/pool/membership.hpp"

#include "actors/pool/enlist.hpp"
#include "actors/pool/member_changes.hpp"
#include "actors/pool/roster_event.hpp"

#include <caf/actor_system.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <string>
#include <unordered_map>
#include <utility>

namespace loadex::actors {

using observability::cause;
using observability::decider;
using observability::event_kind;
using admin_state = roster_entry::admin_state;
using outcome = membership_change::outcome;

namespace {

const member_source people{"api"};

/// Whether it stays, as far as is known.
bool stays(const roster_entry& e) {
  return e.ordered != admin_state::leaving && !e.departs;
}

/// As it is now, whatever is said of it elsewhere.
config::backend_settings settings_of(const roster_entry& e) {
  return {.url = e.who->url,
          .weight = e.weight,
          .backup = e.backup,
          .max_connections = e.own_limit,
          .health = e.own_health};
}

/// Its drain is over.
bool has_left(const roster_entry& e) {
  return e.ordered == admin_state::leaving && !e.drain;
}

} // namespace

membership::~membership() {
  for (const auto& e : of_.members.entries()) {
    end_actor(e.probe);
    end_actor(e.who->actor);
  }
  for (const auto& backend : retired_)
    end_actor(backend.lock());
}

void membership::go_on_from(const pool_memory& known) {
  for (const auto& claim : known.claims)
    wanted_.add({claim.source}, claim.wanted);
  auto& entries = of_.members.entries();
  for (const auto& member : known.members)
    entries.push_back(enlist(of_, member, ++last_id_));
}

void membership::remember(pool_memory& into) const {
  for (const auto& e : of_.members.entries())
    if (stays(e))
      into.members.push_back({.how = settings_of(e),
                              .in_service = e.ordered == admin_state::serving,
                              .why = e.why,
                              .detail = e.detail,
                              .last_probe = e.last_probe,
                              .since = e.since});
  wanted_.tell([&](const member_source& by, const config::backend_settings& wanted) {
    const auto* who = of_.members.find(wanted.url);
    if (by != people || (who != nullptr && stays(*who)))
      into.claims.push_back({by.name, wanted});
  });
}

bool membership::follow(const member_source& source, const std::vector<config::backend_settings>& all,
                        std::chrono::milliseconds deadline, const cause& of) {
  return apply(wanted_.replace(source, all), source, deadline, of);
}

bool membership::forget_people(std::chrono::milliseconds deadline, const cause& of) {
  return follow(people, {}, deadline, of);
}

bool membership::apply(const claims::difference& change, const member_source& source,
                       std::chrono::milliseconds deadline, const cause& of) {
  if (change.empty())
    return false;
  auto& entries = of_.members.entries();
  entries.reserve(entries.size() + change.added.size()); // whom it finds below stays where it is
  std::unordered_map<std::string, roster_entry*> present;
  for (auto& e : entries)
    present.emplace(e.who->url.authority(), &e);
  const auto known = [&](const config::backend_url& url) {
    const auto found = present.find(url.authority());
    return found != present.end() ? found->second : nullptr;
  };
  for (const auto& backend : change.added)
    if (auto* who = known(backend.url))
      keep(*who, backend, wanted_.is_first(source, backend.url), of);
    else
      bring_in(backend, of);
  for (const auto& backend : change.changed)
    if (auto* who = known(backend.url))
      adapt(*who, backend, of);
  for (const auto& url : change.missing)
    if (auto* who = known(url))
      to_leave_.add(*who, deadline, of);
  out_.soon();
  return true;
}

/// It may have been about to leave, and may be wanted otherwise than before.
void membership::keep(roster_entry& known, const config::backend_settings& now_wanted, bool otherwise,
                      const cause& of) {
  known.departs.reset();
  if (known.ordered == admin_state::leaving)
    put_into_service(known, of, *of_.events);
  if (otherwise)
    adapt(known, now_wanted, of);
}

void membership::adapt(roster_entry& known, const config::backend_settings& to, const cause& of) {
  weigh(known, to.weight, to.backup, of, *of_.events);
  if (known.own_health == to.health && known.own_limit == to.max_connections)
    return;
  known.own_health = to.health;
  known.own_limit = to.max_connections;
  instruct(known, of_);
}

void membership::add(const add_backend& order) {
  wanted_.add(people, order.backend);
  auto* known = of_.members.find(order.backend.url);
  if (known == nullptr)
    return out_.promise(order.reply, {outcome::done, bring_in(order.backend, {.asked = order.asked}).who->id});
  known->departs.reset();
  if (known->ordered != admin_state::leaving)
    return order.reply.answer({outcome::unchanged, known->who->id});
  put_into_service(*known, {.asked = order.asked}, *of_.events);
  out_.promise(order.reply, {outcome::done, known->who->id});
}

const roster_entry& membership::bring_in(const config::backend_settings& backend, const cause& of) {
  const auto& added = of_.members.entries().emplace_back(enlist(of_, backend, ++last_id_, open_));
  if (open_)
    record(*of_.events, event_kind::backend_added, of, added, {.after = std::to_string(added.weight)},
           "weight " + std::to_string(added.weight) + (added.backup ? ", backup" : ""));
  return added;
}

std::vector<backend_description> membership::describe(std::optional<balancing::backend_id> only) const {
  auto all = of_.members.describe(only);
  for (auto& one : all)
    one.source = wanted_.first_source(of_.members.find(one.id)->who->url);
  return all;
}

settings_in_force membership::describe_settings() const {
  settings_in_force told;
  told.what.algo = of_.algorithm;
  for (const auto& e : of_.members.entries()) {
    if (!stays(e))
      continue;
    told.what.backends.push_back(settings_of(e));
    if (e.ordered != admin_state::serving)
      told.out_of_service.push_back({e.who->url.text(), e.state()});
  }
  return told;
}

foresight membership::foresee(const reconfigure& order) const {
  foresight told{.algorithm = of_.algorithm, .balancing = of_.how.balancing};
  std::unordered_map<std::string, std::size_t> place; // in told.backends
  for (const auto& e : of_.members.entries()) {
    const auto now = stays(e) ? std::optional(settings_of(e)) : std::nullopt;
    place.emplace(e.who->url.authority(), told.backends.size());
    told.backends.push_back({now, now, e.available() || e.on_trial()});
  }
  auto wanted = wanted_;
  const auto follow = [&](const claims::difference& change, const member_source& source) {
    const auto then = [&](const config::backend_url& url) -> auto& {
      const auto [at, is_new] = place.try_emplace(url.authority(), told.backends.size());
      return is_new ? told.backends.emplace_back().then : told.backends[at->second].then;
    };
    for (const auto& backend : change.added)
      if (auto& one = then(backend.url); wanted.is_first(source, backend.url))
        one = backend;
      else if (const auto* known = of_.members.find(backend.url); known != nullptr)
        one = settings_of(*known);
    for (const auto& backend : change.changed)
      if (auto& one = then(backend.url); one)
        one = backend;
    for (const auto& url : change.missing)
      then(url).reset();
  };
  follow(wanted.replace(order.source, order.wanted.how.backends), order.source);
  if (order.drops_added)
    follow(wanted.replace(people, {}), people);
  std::erase_if(told.backends, [](const auto& b) { return !b.now && !b.then; });
  return told;
}

void membership::drain(roster_entry& who, admin_state until, std::chrono::milliseconds deadline, const cause& of,
                       const reply_slot<membership_change>& to) {
  const auto number = leaving_.begin(who, until, to, out_.next_version(), of, *of_.events);
  tell_later(ticking_pool{of_.self}, deadline, pool_ticks::drain_deadline{who.who->id, number});
  out_.soon();
}

void membership::note_end(balancing::backend_id id, std::uint64_t drain, bool empty) {
  if (!drains::is_under_way(of_.members, id, drain))
    return;
  ended_.push_back({id, drain, empty});
  out_.soon();
}

void membership::settle() {
  conclude_drains();
  if (!to_leave_.must_wait(of_.members))
    let_leave();
  else if (std::exchange(timed_departure_, to_leave_.number()) != to_leave_.number())
    tell_later(ticking_pool{of_.self}, of_.how.health.timeout, pool_ticks::departure_deadline{timed_departure_});
}

void membership::wait_no_longer(std::uint64_t departure) {
  if (departure == to_leave_.number())
    let_leave();
}

void membership::let_leave() {
  for (auto* who : to_leave_.take(of_.members))
    if (const auto how = *std::exchange(who->departs, std::nullopt); who->ordered != admin_state::leaving)
      drain(*who, admin_state::leaving, how.deadline, how.of, {});
}

/// Thousands may leave together: all of them go in one pass.
void membership::conclude_drains() {
  bool anybody_leaves = false;
  for (const auto& end : std::exchange(ended_, {})) {
    auto* who = drains::conclude(of_.members, end, out_, *of_.events);
    if (who == nullptr)
      continue;
    if (has_left(*who)) {
      retire(*who);
      anybody_leaves = true;
    } else {
      who->ordered = admin_state::disabled;
      who->since = std::chrono::system_clock::now();
    }
  }
  if (!anybody_leaves)
    return;
  std::erase_if(of_.members.entries(), has_left);
  std::erase_if(retired_, [](const auto& backend) { return !backend.lock(); });
}

/// The probe ends now; the backend actor when the last of those who still report to it lets go.
void membership::retire(const roster_entry& who) {
  record(*of_.events, event_kind::backend_removed, decider::pool, who);
  end_actor(who.probe);
  retired_.emplace_back(who.who->actor);
  wanted_.withdraw(people, who.who->url);
}

} // namespace loadex::actors
