#include "tests/simulation/orders.hpp"

#include "actors/pool/explanation.hpp"
#include "actors/runtime/compat.hpp"
#include "tests/simulation/violation.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

namespace loadex::tests::simulation {

namespace {

using namespace std::chrono_literals;
using actors::membership_change;
using actors::tell;
using actors::health::state;
using outcome = membership_change::outcome;

constexpr std::size_t fewest_serving = 3; // of those that orders leave in service
constexpr std::size_t most_members = 10;

/// Of those with a weight: somebody is chosen if anybody is healthy, or everybody in service is to be tried then; else
/// nobody, but for a trial.
void check(const actors::explanation& told, bool tries_anyway) {
  using actors::selection;
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

bool names(const std::vector<config::backend_settings>& all, const config::backend_url& url) {
  return std::ranges::any_of(all, [&](const auto& backend) { return backend.url == url; });
}

} // namespace

orders::orders(stage& on, actors::pool_orders pool, const observer& views, fleet& backends, mishaps& faults,
               judges& all, statistics& seen, const config::snapshot::pool& first, duration between_orders)
    : stage_(on)
    , pool_(std::move(pool))
    , views_(views)
    , first_(first)
    , wanted_(first)
    , fleet_(backends)
    , mishaps_(faults)
    , judges_(all)
    , oracle_(all.backends)
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
  if (members.empty())
    return add();
  const auto who = members[random.below(members.size())]->id;
  const std::chrono::milliseconds deadline(random.between(0, 10'000));
  const bool may_go = oracle_.serving() > fewest_serving;
  const auto what = random.below(12);
  if (what >= 10)
    return reload();
  if (dropped_.contains(who))
    return ask_why();
  switch (what) {
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
  for (const auto& [who, departing] : dropped_)
    if (departing.until + 1s < stage_.now())
      throw violation(fmt::format("backend {} is still there, and nobody wants it", who));
}

/// A new one, or one that has been there and may still be.
void orders::add() {
  if (views_.newest()->members.size() >= most_members)
    return;
  const bool known = stage_.random().one_in(2);
  auto& which = known ? fleet_.any() : fleet_.build(stage_.now());
  if (!known)
    mishaps_.await(which);
  added_.insert(which.url);
  if (const auto who = member_at(which.url))
    dropped_.erase(*who);
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
    gone(who, oracle_.truth(who).url);
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

// ---- what a configuration says ----

/// Several things at once, some of which are soon taken back.
void orders::reload() {
  const auto before = wanted_;
  for (auto left = stage_.random().between(1, 4); left > 0; --left)
    change_something();
  configure(before);
  if (stage_.random().one_in(3))
    stage_.after(std::chrono::microseconds(stage_.random().below(50'000)), [this, before] {
      if (stage_.winding_down())
        return;
      const auto mistaken = wanted_;
      wanted_.how.backends = before.how.backends;
      configure(mistaken);
    });
}

/// What is wanted by now was `before` until now.
void orders::configure(const config::snapshot::pool& before) {
  ++seen_.reloads;
  to_adopt_ = true;
  const std::chrono::milliseconds deadline(stage_.random().between(0, 10'000));
  drop(before, deadline);
  std::vector<std::string> listed;
  for (const auto& backend : wanted_.how.backends)
    if (!names(before.how.backends, backend.url))
      listed.push_back(backend.url.text());
  std::vector<oracle::id> stay;
  for (const auto& url : listed)
    if (const auto who = member_at(url))
      if (const auto back = dropped_.extract(*who); back && back.mapped().served)
        stay.push_back(*who);
  tell(pool_, actors::reconfigure{{"configuration"}, wanted_, deadline, false, answer([=, this](const auto&) {
                                    take_note(listed, stay);
                                  })});
}

/// The pool has been told that those of `listed` are wanted, of which `stay` served and were about to leave.
void orders::take_note(const std::vector<std::string>& listed, const std::vector<oracle::id>& stay) {
  for (const auto& url : listed)
    if (const auto who = member_at(url); who && judges_.published.find(*who)->in_service())
      oracle_.joined(*who, fleet_.at(url), stage_.now());
  for (const auto who : stay)
    if (!oracle_.serves(who))
      throw violation(fmt::format("backend {} is wanted again, and leaves all the same", who));
}

void orders::change_something() {
  auto& random = stage_.random();
  auto& [how, traffic] = wanted_;
  const auto one_of = [&random](auto... values) {
    const std::array all{values...};
    return all[random.below(all.size())];
  };
  switch (random.below(12)) {
  case 0:
    how.algo = config::algorithms()[random.below(config::algorithms().size())].which;
    break;
  case 1: // what is promised of the longer one is promised of both
    traffic.health.interval = first_.traffic.health.interval / one_of(1, 2);
    break;
  case 2:
    traffic.health.rise = one_of(1U, 2U, 3U);
    traffic.health.fall = one_of(1U, 2U, 3U);
    break;
  case 3:
    traffic.balancing.max_connections = one_of(0U, 1U, 4U, 20U);
    break;
  case 4:
    traffic.balancing.queue_length = one_of(0U, 5U, 100U);
    break;
  case 5:
    traffic.circuit.most_ejected = one_of(30U, 50U, 100U);
    break;
  case 6:
    traffic.outlier.factor = one_of(0U, 3U);
    break;
  case 7:
    traffic.health.slow_start = one_of(0s, 5s, 10s);
    break;
  case 8:
    traffic.balancing.hash_load_bound = one_of(0U, 25U);
    break;
  case 9:
    return change_member();
  case 10:
    return list_another();
  default:
    return drop_one();
  }
}

void orders::change_member() {
  auto& all = wanted_.how.backends;
  if (all.empty())
    return;
  auto& random = stage_.random();
  auto& which = all[random.below(all.size())];
  which.weight = random.between<std::uint32_t>(0, 4);
  which.backup = random.one_in(8);
  which.max_connections = random.one_in(3) ? std::optional(random.between(1U, 10U)) : std::nullopt;
}

/// A new one, or one that has been there and may still be.
void orders::list_another() {
  if (views_.newest()->members.size() >= most_members)
    return;
  const bool known = stage_.random().one_in(2);
  auto& which = known ? fleet_.any() : fleet_.build(stage_.now());
  if (!known)
    mishaps_.await(which);
  auto listed = fleet_.settings_of(which);
  if (!names(wanted_.how.backends, listed.url))
    wanted_.how.backends.push_back(std::move(listed));
}

/// Now and then all are exchanged for others.
void orders::drop_one() {
  auto& all = wanted_.how.backends;
  if (stage_.random().one_in(8)) {
    all.clear();
    for (int i = 0; i < 3; ++i)
      list_another();
    return;
  }
  if (oracle_.serving() > fewest_serving && all.size() > 1)
    all.erase(all.begin() + static_cast<std::ptrdiff_t>(stage_.random().below(all.size())));
}

/// Those that `before` had, and that nobody wants any more, are to leave. They may wait for somebody else to be found
/// well, for as long as a probe may take.
void orders::drop(const config::snapshot::pool& before, std::chrono::milliseconds deadline) {
  for (const auto& backend : before.how.backends) {
    const auto url = backend.url.text();
    const auto who = member_at(url);
    if (!who || added_.contains(url) || names(wanted_.how.backends, backend.url))
      continue;
    const auto until = stage_.now() + wanted_.traffic.health.timeout + deadline;
    dropped_[*who] = {url, oracle_.serves(*who), stage_.now(), until};
    if (const auto due = due_.find(*who); due != due_.end())
      due->second = std::max(due->second, until);
  }
}

void orders::see(const actors::pool_view& newest) {
  if (std::exchange(to_adopt_, false))
    judges_.adopt(wanted_.traffic, stage_.now());
  for (const auto& m : newest.members)
    if (!oracle_.knows(m->id))
      oracle_.joined(m->id, fleet_.at(m->url.text()), stage_.now());
  const auto dropped = dropped_; // who has gone leaves it
  for (const auto& [who, departing] : dropped) {
    const auto found = std::ranges::find(newest.ids, who);
    if (found == newest.ids.end())
      gone(who, departing.url);
    else if (newest.states[static_cast<std::size_t>(found - newest.ids.begin())] == state::draining) {
      check_departure(who, newest);
      oracle_.in_service(who, false, stage_.now());
    }
  }
}

/// Whoever serves does not leave while nobody else can and somebody is yet to be probed.
void orders::check_departure(oracle::id who, const actors::pool_view& newest) const {
  const auto* before = judges_.published.find(who);
  if (before == nullptr || before->state != state::healthy || newest.plan.first_tier_size > 0)
    return;
  const bool waited = std::ranges::any_of(dropped_, [this](const auto& each) {
    return stage_.now() - each.second.since >= wanted_.traffic.health.timeout;
  });
  for (std::size_t i = 0; i < newest.ids.size() && !waited; ++i)
    if (newest.states[i] == state::checking && !dropped_.contains(newest.ids[i]))
      throw violation(fmt::format("backend {} leaves, and nobody else is there yet", who));
}

void orders::gone(oracle::id who, const std::string& url) {
  oracle_.left(who);
  added_.erase(url);
  dropped_.erase(who);
}

std::optional<oracle::id> orders::member_at(const std::string& url) const {
  for (const auto& m : views_.newest()->members)
    if (m->url.text() == url)
      return m->id;
  return std::nullopt;
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
