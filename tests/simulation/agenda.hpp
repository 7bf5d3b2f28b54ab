#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

namespace loadex::tests::simulation {

using moment = std::chrono::steady_clock::time_point;
using duration = std::chrono::steady_clock::duration;

/// What is to happen in the simulated world, in order of time; at the same time in the order it was entered.
class agenda {
public:
  using deed = std::function<void()>;

  void enter(moment when, deed what) {
    entries_.push_back({when, ++last_, std::move(what)});
    std::push_heap(entries_.begin(), entries_.end(), later);
  }

  bool empty() const noexcept { return entries_.empty(); }
  moment next() const { return entries_.front().when; }

  deed take() {
    std::pop_heap(entries_.begin(), entries_.end(), later);
    auto what = std::move(entries_.back().what);
    entries_.pop_back();
    return what;
  }

  void clear() { entries_.clear(); }

private:
  struct entry {
    moment when;
    std::uint64_t number;
    deed what;
  };

  static bool later(const entry& a, const entry& b) noexcept {
    return a.when != b.when ? a.when > b.when : a.number > b.number;
  }

  std::vector<entry> entries_; // a heap, the next in front
  std::uint64_t last_ = 0;
};

} // namespace loadex::tests::simulation
