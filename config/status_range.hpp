#pragma once

#include <algorithm>
#include <vector>

namespace loadex::config {

/// HTTP statuses from `first` to `last`.
struct status_range {
  unsigned first = 200; // 100 to 599
  unsigned last = 200;  // first to 599

  bool operator==(const status_range&) const = default;
};

inline bool contains(const std::vector<status_range>& ranges, unsigned status) {
  return std::ranges::any_of(ranges, [&](const status_range& r) { return r.first <= status && status <= r.last; });
}

} // namespace loadex::config
