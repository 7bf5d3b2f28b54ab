#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <mutex>

namespace loadex::tests::e2e {

/// How many are present at a time: now, at most, and over time.
class occupancy {
public:
  void enter() { change(+1); }
  void leave() { change(-1); }

  std::size_t present() const {
    const std::lock_guard lock(mutex_);
    return static_cast<std::size_t>(present_);
  }

  /// The most that were ever present.
  std::size_t peak() const {
    const std::lock_guard lock(mutex_);
    return static_cast<std::size_t>(peak_);
  }

  /// The times that all have been present, added up.
  std::chrono::duration<double> total() {
    change(0);
    const std::lock_guard lock(mutex_);
    return total_;
  }

private:
  void change(int by) {
    const std::lock_guard lock(mutex_);
    const auto now = std::chrono::steady_clock::now();
    total_ += present_ * (now - since_);
    since_ = now;
    present_ += by;
    peak_ = std::max(peak_, present_);
  }

  mutable std::mutex mutex_; // guards the rest
  int present_ = 0;
  int peak_ = 0;
  std::chrono::steady_clock::time_point since_ = std::chrono::steady_clock::now();
  std::chrono::duration<double> total_{};
};

} // namespace loadex::tests::e2e
