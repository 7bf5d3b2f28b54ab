#include "apps/loadbalancer/daemon/errands.hpp"

#include "observability/log.hpp"

#include <exception>
#include <utility>

namespace loadex {

void errands::begin() {
  thread_ = std::thread([this] { run(); });
}

void errands::put(std::function<void()> what) {
  {
    const std::lock_guard lock(mutex_);
    if (ending_)
      return;
    waiting_.push_back(std::move(what));
  }
  news_.notify_one();
}

void errands::refuse() {
  std::deque<std::function<void()>> dropped; // outside the lock: whoever waits for them is told
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    dropped.swap(waiting_);
  }
  news_.notify_one();
}

void errands::end() {
  refuse();
  if (thread_.joinable())
    thread_.join();
}

void errands::run() {
  for (;;) {
    std::function<void()> next;
    {
      std::unique_lock lock(mutex_);
      news_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
      if (ending_)
        return;
      next = std::move(waiting_.front());
      waiting_.pop_front();
    }
    try {
      next();
    } catch (const std::exception& e) { // what nobody has foreseen; whoever waits for it is told that it was dropped
      observability::log_event(observability::level::error, "errand failed", {{"detail", e.what()}});
    }
  }
}

} // namespace loadex
