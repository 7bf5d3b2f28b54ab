#include "tests/simulation/orders.hpp"

#include "actors/pool/explanation.hpp"
#include "actors/runtime/compat.hpp"
#include "tests/simulation/violation.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>

namespace loadex::tests::simulation {

namespace {

using namespace std::chrono_literals;
using actors::membership_change;
using actors::tell;
using outcome = membership_change::outcome;

constexpr std::size_t fewest_serving = 3; // of those that orders leave in service
constexpr std::size_t most_members = 10;

/// Of those with a weight: somebody is chosen if anybody is healthy, or everybody in service is to be tried then; else
/// nobody, but for a trial.
void check(const actors::explanation& told, bool tries_anyway) {
  using actors::selection;
  using actors::health::state;
  using verdict = actors::explanation::verdict;
  const auto any = [&told](const auto& what, auto which) {
    return std::ranges::any_of(told.backends,
                               [&](const verdict& v) { return v.weight > 0 && std::invoke(which, v) == what; });
  };
  const bool healthy = any(state::healthy, &verdict::state);
  const bool ejected = any(state::ejected, &verdict::state);
  const bool busy_trial = any(selection::on_trial, &verdict::why);
  const bool in_service =
      healthy || ejected || any(state::unhealthy, &verdict::state) || any(state::checking, &verdict::state);
  const bool wanted = healthy || (tries_anyway && in_service && !busy_trial);
  const auto chosen = std::ranges::count(told.backends, selection::chosen, &verdict::why);
  if (chosen > (wanted || ejected ? 1 : 0) || chosen < (wanted ? 1 : 0))
    throw violation(fmt::format("an explanation chooses {} backends", chosen));
}

} // namespace

orders::orders(stage& on, actors::pool_orders pool, const observer& views, fleet& backends, mishaps& faults,
               oracle& judge, statistics& seen, const config::snapshot::pool& first, duration between_orders)
    : stage_(on)
    , pool_(std::move(pool))
    , views_(views)
    , first_(first)
    , fleet_(backends)
    , mishaps_(faults)
    , oracle_(judge)
    , seen_(seen)
    , tries_anyway_(first.traffic.health.when_all_down == config::all_down::try_anyway)
    , between_orders_(between_orders) {}

void orders::give_one() {
  if (stage_.winding_down())
    return;
  auto& random = stage_.random();
  stage_.after(random.exponential(between_orders_), [this] { give_one(); });
  ++seen_.orders;
  const auto& members = views_.newest()->members;
  const auto who = members[random.below(members.size())]->id;
  const std::chrono::milliseconds deadline(random.between(0, 10'000));
  const bool may_go = oracle_.serving() > fewest_serving;
  switch (random.below(10)) {
  case 0:
    return add();
  case 1:
    return may_go ? empty<actors::remove_backend>(who, deadline) : add();
  case 2:
    return may_go ? empty<actors::drain_backend>(who, deadline) : add();
  case 3:
    return may_go ? take_out(who) : add();
  case 4:
  case 5:
    return put_in(who);
  case 6:
    return tell(pool_, actors::change_weight{who, random.between<std::uint32_t>(0, 4), {}});
  case 7:
    return change_algorithm();
  case 8:
    return change_interval();
  default:
    return ask_why();
  }
}

void orders::remove_all(std::chrono::milliseconds deadline) {
  for (const auto& m : views_.newest()->members)
    empty<actors::remove_backend>(m->id, deadline);
}

void orders::check_overdue() {
  for (const auto& [who, when] : due_)
    if (when + 1s < stage_.now())
      throw violation(fmt::format("nobody was told that backend {} is drained", who));
}

/// A new one, or one that has been there and may still be.
void orders::add() {
  if (views_.newest()->members.size() >= most_members)
    return;
  const bool known = stage_.random().one_in(2);
  auto& which = known ? fleet_.any() : fleet_.build(stage_.now());
  if (!known)
    mishaps_.await(which);
  tell(pool_, actors::add_backend{fleet_.settings_of(which), answer([this, &which](const membership_change& change) {
                                    oracle_.joined(change.id, which, stage_.now());
                                  })});
}

template <class Order>
void orders::empty(oracle::id who, std::chrono::milliseconds deadline) {
  oracle_.in_service(who, false, stage_.now());
  due_[who] = stage_.now() + deadline; // of several the latest counts
  tell(pool_,
       Order{who, deadline, actors::reply_slot<membership_change>{stage_.guarded([this, who](const auto& change) {
               if (change)
                 emptied(who, *change);
             })}});
}

void orders::emptied(oracle::id who, const membership_change& change) {
  const auto order = due_.extract(who); // none, if this is the second answer for one drain
  if (change.what != outcome::done)
    return;
  oracle_.check_drained(who, change.requests_left, order && stage_.now() < order.mapped());
  const auto& members = views_.newest()->members;
  if (std::ranges::none_of(members, [who](const auto& m) { return m->id == who; }))
    oracle_.left(who);
}

void orders::take_out(oracle::id who) {
  oracle_.in_service(who, false, stage_.now());
  tell(pool_, actors::disable_backend{who, {}});
}

void orders::put_in(oracle::id who) {
  tell(pool_, actors::enable_backend{who, answer([this](const membership_change& change) {
                                       oracle_.in_service(change.id, true, stage_.now());
                                     })});
}

void orders::change_algorithm() {
  const auto& all = config::algorithms();
  tell(pool_, actors::change_algorithm{all[stage_.random().below(all.size())].which, {}});
}

/// To half of it, and back: what is promised of the longer one is promised of both.
void orders::change_interval() {
  auto wanted = first_;
  if (stage_.random().one_in(2))
    wanted.traffic.health.interval /= 2;
  tell(pool_, actors::reconfigure{{"configuration"}, std::move(wanted)});
}

void orders::ask_why() {
  actors::explain question{.key = "10.1.0.7"};
  question.reply = actors::reply_slot<actors::explanation>{stage_.guarded([this](const auto& told) {
    if (told)
      check(*told, tries_anyway_);
  })};
  tell(pool_, std::move(question));
}

template <class Deed>
actors::reply_slot<membership_change> orders::answer(Deed then) {
  return actors::reply_slot<membership_change>{stage_.guarded([then](const std::optional<membership_change>& change) {
    if (change && change->what == outcome::done)
      then(*change);
  })};
}

} // namespace loadex::tests::simulation
