#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace loadex {

/// Does what it is given one after the other, on a thread of its own: a slow disk stops nobody else.
class errands {
public:
  errands() = default;
  errands(const errands&) = delete;
  errands& operator=(const errands&) = delete;
  ~errands() { end(); }

  /// Begins with what it has been given until now. Once.
  void begin();

  /// Any thread; behind refuse() it is dropped.
  void put(std::function<void()> what);

  /// Drops those that wait; the one under way may be the last. Any thread.
  void refuse();

  /// Waits until the one under way has ended, and drops the others. On the thread of begin().
  void end();

private:
  void run();

  std::mutex mutex_; // guards waiting_ and ending_
  std::condition_variable news_;
  std::deque<std::function<void()>> waiting_;
  bool ending_ = false;
  std::thread thread_;
};

} // namespace loadex
