#pragma once

#include "actors/balancing/candidate.hpp"

#include <cmath>
#include <cstddef>
#include <map>

namespace loadex::tests {

/// Pearson's chi-squared: how far `counts` (by index) are from shares that go by the weights of `pool`. Each candidate
/// should be expected 5 times or more.
inline double chi_squared(const std::map<std::size_t, int>& counts, const actors::balancing::candidates& pool) {
  double weight_in_all = 0;
  double count_in_all = 0;
  for (const auto& c : pool)
    weight_in_all += c.weight;
  for (const auto& [index, count] : counts)
    count_in_all += count;
  double sum = 0;
  for (std::size_t i = 0; i < pool.size(); ++i) {
    const double expected = count_in_all * pool[i].weight / weight_in_all;
    const auto found = counts.find(i);
    const double off = (found == counts.end() ? 0 : found->second) - expected;
    sum += off * off / expected;
  }
  return sum;
}

/// What chance exceeds once in 1 000 times (p = 0.001), for a pool of that size: the approximation of Wilson and
/// Hilferty (1931), which is 3 % too high for 2 candidates, 0.6 % for 11, and ever less beyond.
inline double chi_squared_limit(std::size_t candidates) {
  constexpr double normal_quantile = 3.0902; // of 0.999
  const auto degrees = static_cast<double>(candidates - 1);
  const double spread = 2 / (9 * degrees);
  return degrees * std::pow(1 - spread + normal_quantile * std::sqrt(spread), 3);
}

} // namespace loadex::tests
