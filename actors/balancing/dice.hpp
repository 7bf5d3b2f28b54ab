#pragma once

#include <cstdint>
#include <random>

namespace loadex::actors::balancing {

/// Random numbers for choices: fast, small, and the same for the same seed.
class dice {
public:
  explicit dice(std::uint64_t seed)
      : random_(static_cast<std::minstd_rand::result_type>(seed)) {}

  /// A number in [0, bound), for a bound of at most 32 bits. Scaled, not divided: this is done for every tie.
  std::uint64_t below(std::uint64_t bound) { return (next() * bound) >> 31; }

  /// 62 random bits.
  std::uint64_t bits() { return next() << 31 | next(); }

private:
  std::uint64_t next() {
    static_assert(std::minstd_rand::min() == 1 && std::minstd_rand::max() < (1U << 31));
    return random_() - 1;
  }

  std::minstd_rand random_;
};

} // namespace loadex::actors::balancing
