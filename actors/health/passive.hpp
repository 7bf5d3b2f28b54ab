#pragma once

#include <cstdint>

namespace loadex::actors::health {

/// What a stretch of traffic says of a backend.
struct traffic {
  std::uint32_t failed_connects = 0;   // refused or timed out
  bool succeeded = false;              // at least one request ended well
  std::uint32_t trailing_failures = 0; // broken requests since the last that ended well
};

/// Judges a backend by its traffic: a connection that could not be made takes it out at once, requests that broke only
/// when there are many in a row, so that one poisonous request cannot take out the pool by being retried.
class passive {
public:
  passive() = default;
  explicit passive(unsigned limit)
      : limit_(limit) {}

  /// Counts a stretch of traffic. Returns whether it takes the backend out.
  bool observe(const traffic& seen) noexcept;

  /// Starts counting anew.
  void reset() noexcept { in_a_row_ = 0; }

private:
  unsigned limit_ = 5; // broken requests in a row
  std::uint32_t in_a_row_ = 0;
};

} // namespace loadex::actors::health
