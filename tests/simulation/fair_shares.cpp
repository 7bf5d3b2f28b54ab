#include "tests/simulation/fair_shares.hpp"

#include "tests/simulation/promises.hpp"
#include "tests/simulation/violation.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

namespace loadex::tests::simulation {

namespace {

using actors::balancing::candidate;
using actors::balancing::plan;
using config::algorithm;

constexpr duration window = 30s;

/// The fewest requests that an available backend gets in a window, however slow it is, where `fair` ones are its share.
double fewest(const plan& by, double fair) {
  if (by.load_bound > 0)
    return fair * 0.01 - 1; // a slow one soon has its share in flight
  switch (by.which) {
  case algorithm::round_robin:
  case algorithm::weighted_round_robin:
    return fair * 0.9 - 3; // every worker takes turns of its own
  case algorithm::random:
    return fair - 6 * std::sqrt(fair); // six deviations: not by chance, in years of windows
  case algorithm::least_connections:
  case algorithm::power_of_two:
    return fair * 0.02 - 1;
  case algorithm::peak_ewma: // a slow one is only tried now and then
  case algorithm::first:     // all but the first are to be idle
    return 0;
  default:
    return fair * 0.1 - 3; // of the hashes: the clients' keys are few
  }
}

double share_of(const candidate& one, const plan& by) {
  return by.which == algorithm::round_robin ? 1.0 / static_cast<double>(by.first_tier_size)
                                            : one.weight / static_cast<double>(by.first_tier_weight);
}

} // namespace

void fair_shares::begin(const plan& plan, moment now) {
  begin_ = now + settling;
  failed_over_before_ = seen_.failed_over;
  picks_before_.clear();
  for (const auto& c : plan.first_tier())
    picks_before_.push_back(oracle_.picks(c.id));
}

/// Whoever goes on to another backend does not go by shares, and of those that have no place to offer, or that only a
/// part of the weight counts of, none is promised.
bool fair_shares::is_undisturbed(const plan& plan) const {
  const auto has_share = [this](const candidate& c) {
    return !c.on_trial && !c.eased && places_.last_full(c.id) < begin_ - settling;
  };
  return seen_.failed_over == failed_over_before_ && std::ranges::all_of(plan.all, has_share);
}

void fair_shares::check(const plan& plan, moment now) {
  if (now - begin_ < window)
    return;
  if (!is_undisturbed(plan))
    return begin(plan, now);
  const auto tier = plan.first_tier();
  std::vector<std::uint64_t> got;
  for (std::size_t i = 0; i < tier.size(); ++i)
    got.push_back(oracle_.picks(tier[i].id) - picks_before_[i]);
  const auto all = std::accumulate(got.begin(), got.end(), std::uint64_t{0});
  for (std::size_t i = 0; i < tier.size(); ++i) {
    const auto share = share_of(tier[i], plan);
    if (static_cast<double>(got[i]) < fewest(plan, static_cast<double>(all) * share))
      throw violation(fmt::format("by {} backend {} got {} of {} requests in half a minute, with a share of {}",
                                  to_string(plan.which), tier[i].id, got[i], all, share));
  }
  ++seen_.fair_windows;
  begin(plan, now);
}

} // namespace loadex::tests::simulation
