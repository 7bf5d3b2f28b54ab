#pragma once

#include <atomic>
#include <memory>

namespace loadex::net::admin {

/// How many streamed answers there may be at a time: each holds one of the few connections to our addresses. Any
/// thread.
class stream_places {
public:
  static constexpr unsigned most = 16;

  struct give_back {
    stream_places* to;
    void operator()(const void* /*held*/) const noexcept { to->taken_.fetch_sub(1, std::memory_order_relaxed); }
  };
  using place = std::unique_ptr<const void, give_back>;

  /// Null if all are taken. It is given back with what is returned, which this outlives.
  place take() noexcept {
    if (taken_.fetch_add(1, std::memory_order_relaxed) < most)
      return place(this, give_back{this});
    taken_.fetch_sub(1, std::memory_order_relaxed);
    return place(nullptr, give_back{this});
  }

private:
  std::atomic<unsigned> taken_{0};
};

} // namespace loadex::net::admin
