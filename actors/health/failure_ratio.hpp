#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace loadex::actors::health {

/// How many of the requests of the last while broke. The window moves on by tenths of its length.
class failure_ratio {
public:
  using time = std::chrono::steady_clock::time_point;

  failure_ratio() = default;

  /// `limit`: in %, 0 for none. `minimum`: requests within the window without which the ratio says nothing.
  failure_ratio(unsigned limit, std::chrono::milliseconds window, unsigned minimum)
      : limit_(limit)
      , slot_length_(window / slot_count)
      , minimum_(minimum) {}

  /// Goes by others. What has been counted stays, unless the window is another.
  void adopt(unsigned limit, std::chrono::milliseconds window, unsigned minimum);

  /// `failed` of `requests` more broke.
  void add(std::uint32_t requests, std::uint32_t failed, time now);

  bool exceeded() const noexcept;

  std::uint64_t requests() const noexcept { return sum_.requests; }
  std::uint64_t failed() const noexcept { return sum_.failed; }

  /// Starts counting anew.
  void reset();

private:
  static constexpr std::size_t slot_count = 10;

  struct counts {
    std::uint64_t requests = 0;
    std::uint64_t failed = 0;
  };

  void move_on(std::int64_t slot);

  unsigned limit_ = 0;
  std::chrono::nanoseconds slot_length_{1};
  unsigned minimum_ = 1;
  std::array<counts, slot_count> slots_{};
  std::int64_t newest_ = 0; // number of the slot counted in, since the clock's beginning
  counts sum_;              // of all slots
};

} // namespace loadex::actors::health
