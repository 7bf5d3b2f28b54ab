#include "tests/simulation/starvation.hpp"

#include "tests/simulation/violation.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace loadex::tests::simulation {

namespace {

using namespace std::chrono_literals;

constexpr duration least_patience = 3min;
constexpr duration for_one_a_second = 4000s;

/// Hashes may leave somebody without a client, and `first` has favourites.
bool chooses_all(config::algorithm which) {
  return which != config::algorithm::first && config::describe(which).key == config::hash_key::none;
}

} // namespace

starvation::starvation(const oracle& counting, unsigned requests_per_second)
    : oracle_(counting)
    , patience_(std::max(least_patience, for_one_a_second / requests_per_second)) {}

void starvation::note(const actors::balancing::plan& plan, moment now) {
  const auto before = std::exchange(eligible_since_, {});
  if (!chooses_all(plan.which))
    return;
  for (const auto& c : plan.first_tier()) {
    if (c.eased)
      continue;
    const auto known = before.find(c.id);
    eligible_since_[c.id] = known == before.end() ? now : known->second;
  }
}

void starvation::check(moment now) const {
  for (const auto& [who, since] : eligible_since_)
    if (now - std::max(since, oracle_.last_pick(who)) > patience_)
      throw violation(fmt::format("backend {} is available and has not been chosen for minutes", who));
}

} // namespace loadex::tests::simulation
