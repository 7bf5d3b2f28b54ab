#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <queue>
#include <vector>

namespace loadex::tests::simulation {

using moment = std::chrono::steady_clock::time_point;
using duration = std::chrono::steady_clock::duration;

/// What is to happen in the simulated world, in order of time; at the same time in the order it was entered.
class agenda {
public:
  using deed = std::function<void()>;

  void enter(moment when, deed what) { entries_.push({when, ++last_, std::move(what)}); }
  bool empty() const noexcept { return entries_.empty(); }
  moment next() const { return entries_.top().when; }

  deed take() {
    auto what = std::move(const_cast<entry&>(entries_.top()).what); // pop() looks only at when and number
    entries_.pop();
    return what;
  }

private:
  struct entry {
    moment when;
    std::uint64_t number;
    deed what;

    bool operator<(const entry& other) const noexcept {
      return when != other.when ? when > other.when : number > other.number;
    }
  };

  std::priority_queue<entry> entries_;
  std::uint64_t last_ = 0;
};

} // namespace loadex::tests::simulation
