#pragma once

#include "actors/balancing/hash.hpp"
#include "actors/balancing/strategy.hpp"

#include <cstddef>
#include <deque>
#include <initializer_list>
#include <map>
#include <string>

namespace loadex::tests {

/// Candidates with ids 1, 2, 3, ... and the loads they publish.
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
    list.push_back({id, weight, actors::balancing::hash_of("backend" + std::to_string(id)), &loads.emplace_back(0)});
  }

  /// The same candidates without the one at `index`.
  actors::balancing::candidates without(std::size_t index) const {
    auto rest = list;
    rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(index));
    return rest;
  }

  std::deque<std::atomic<std::int32_t>> loads;
  actors::balancing::candidates list;
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
