#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

namespace loadex::observability {

/// How often the configuration was read again, and when it last began to hold, in seconds of Unix time: at first, at
/// the start. Written by one thread at a time, read by any.
class reload_counters {
public:
  void count_adopted() noexcept {
    adopted_.fetch_add(1, std::memory_order_relaxed);
    since_.store(now(), std::memory_order_relaxed);
  }
  void count_refused() noexcept { refused_.fetch_add(1, std::memory_order_relaxed); }

  std::uint64_t adopted() const noexcept { return adopted_.load(std::memory_order_relaxed); }
  std::uint64_t refused() const noexcept { return refused_.load(std::memory_order_relaxed); }
  std::int64_t since() const noexcept { return since_.load(std::memory_order_relaxed); }

private:
  static std::int64_t now() noexcept {
    using namespace std::chrono;
    return duration_cast<seconds>(system_clock::now().time_since_epoch()).count();
  }

  std::atomic<std::uint64_t> adopted_{0};
  std::atomic<std::uint64_t> refused_{0};
  std::atomic<std::int64_t> since_{now()};
};

} // namespace loadex::observability
