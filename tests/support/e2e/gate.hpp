#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace loadex::tests::e2e {

/// Holds up whoever comes until it is opened, but never a test for ever.
class gate {
public:
  void open() {
    const std::lock_guard lock(mutex_);
    is_open_ = true;
    opened_.notify_all();
  }

  /// Whether it was opened in time.
  bool pass(std::chrono::milliseconds limit = std::chrono::seconds(10)) {
    std::unique_lock lock(mutex_);
    return opened_.wait_for(lock, limit, [this] { return is_open_; });
  }

private:
  std::mutex mutex_;
  std::condition_variable opened_;
  bool is_open_ = false;
};

} // namespace loadex::tests::e2e
