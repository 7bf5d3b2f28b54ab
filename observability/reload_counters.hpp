#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <utility>

namespace loadex::observability {

/// How often the configuration was read again, which one holds, and since when, in seconds of Unix time. Written by one
/// thread at a time, read by any.
class reload_counters {
public:
  /// What the process began with.
  void begin(std::string id) {
    const std::lock_guard lock(mutex_);
    held_ = {std::move(id), now()};
  }
  void count_adopted(std::string id) {
    begin(std::move(id));
    adopted_.fetch_add(1, std::memory_order_relaxed);
  }
  void count_refused() noexcept { refused_.fetch_add(1, std::memory_order_relaxed); }

  std::uint64_t adopted() const noexcept { return adopted_.load(std::memory_order_relaxed); }
  std::uint64_t refused() const noexcept { return refused_.load(std::memory_order_relaxed); }

  struct held {
    std::string id{};
    std::int64_t since = 0;
  };
  held now_held() const {
    const std::lock_guard lock(mutex_);
    return held_;
  }

private:
  static std::int64_t now() noexcept {
    using namespace std::chrono;
    return duration_cast<seconds>(system_clock::now().time_since_epoch()).count();
  }

  std::atomic<std::uint64_t> adopted_{0};
  std::atomic<std::uint64_t> refused_{0};
  mutable std::mutex mutex_; // guards held_
  held held_;
};

} // namespace loadex::observability
