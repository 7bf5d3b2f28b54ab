#pragma once

#include "actors/balancing/hash.hpp"
#include "actors/balancing/plan.hpp"
#include "actors/balancing/strategy.hpp"

#include <cstddef>
#include <deque>
#include <initializer_list>
#include <map>
#include <string>

namespace loadex::tests {

/// Candidates with ids 1, 2, 3, ..., what their actors publish, and plans made of them.
struct candidate_pool {
  explicit candidate_pool(std::size_t size, std::uint32_t weight = 1) {
    while (list.size() < size)
      add(weight);
  }

  candidate_pool(std::initializer_list<std::uint32_t> weights) {
    for (auto weight : weights)
      add(weight);
  }

  void add(std::uint32_t weight) {
    const auto id = static_cast<actors::balancing::backend_id>(list.size() + 1);
    list.push_back({id, weight, actors::balancing::hash_of("backend" + std::to_string(id)), &live_load.emplace_back()});
  }

  std::atomic<std::int32_t>& load(std::size_t index) { return live_load[index].in_flight; }

  /// The plan for all of them. Lives as long as this.
  const actors::balancing::plan& plan(config::algorithm which = config::algorithm::round_robin) {
    return plan_of(list, which);
  }

  /// The same for the candidates without the one at `index`.
  const actors::balancing::plan& plan_without(std::size_t index,
                                              config::algorithm which = config::algorithm::round_robin) {
    auto rest = list;
    rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(index));
    return plan_of(std::move(rest), which);
  }

  const actors::balancing::plan& plan_of(actors::balancing::candidates some, config::algorithm which) {
    const auto size = some.size();
    return plans.emplace_back(make_plan(which, settings, std::move(some), size, in_all));
  }

  std::deque<actors::balancing::live_load> live_load;
  actors::balancing::candidates list;
  actors::balancing::shared_load in_all = std::make_shared<std::atomic<std::int64_t>>(0);
  config::balancing_settings settings;
  std::deque<actors::balancing::plan> plans;
};

/// How often each candidate is chosen in `picks` picks.
inline std::map<std::size_t, int> distribution(actors::balancing::strategy& by, int picks,
                                               const actors::balancing::query& ask = {}) {
  std::map<std::size_t, int> counts;
  for (int i = 0; i < picks; ++i)
    ++counts[by.pick(ask).value()];
  return counts;
}

} // namespace loadex::tests
