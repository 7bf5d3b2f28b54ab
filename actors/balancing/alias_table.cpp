#include "actors/balancing/alias_table.hpp"

#include <algorithm>

namespace loadex::actors::balancing {

alias_table::alias_table(std::span<const candidate> tier)
    : count_(tier.size()) {
  if (std::ranges::adjacent_find(tier, std::ranges::not_equal_to{}, &candidate::weight) == tier.end())
    return;
  double total = 0;
  for (const auto& c : tier)
    total += c.weight;
  columns_.resize(count_);
  std::vector<double> left(count_); // what each has still to place, in columns
  std::vector<std::uint32_t> low;
  std::vector<std::uint32_t> high;
  for (std::uint32_t i = 0; i < count_; ++i) {
    left[i] = tier[i].weight * static_cast<double>(count_) / total;
    columns_[i] = {static_cast<std::uint32_t>(height), i};
    (left[i] < 1 ? low : high).push_back(i);
  }
  while (!low.empty() && !high.empty()) {
    const auto poor = low.back();
    const auto rich = high.back();
    low.pop_back();
    columns_[poor] = {static_cast<std::uint32_t>(left[poor] * static_cast<double>(height)), rich};
    left[rich] -= 1 - left[poor];
    if (left[rich] < 1) {
      high.pop_back();
      low.push_back(rich);
    }
  }
}

} // namespace loadex::actors::balancing
