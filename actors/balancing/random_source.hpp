#pragma once

#include <cstdint>

namespace loadex::actors::balancing {

/// Random numbers for choices: fast, small, and the same for the same seed; unlike for seeds that are alike.
///
/// SplitMix64 (Steele, Lea and Flood, 2014): a counter, well mixed.
class random_source {
public:
  explicit random_source(std::uint64_t seed)
      : state_(seed) {}

  /// A number in [0, bound), for a bound of at most 32 bits. Scaled, not divided: this is done for every tie.
  std::uint64_t below(std::uint64_t bound) { return ((bits() >> 32) * bound) >> 32; }

  /// 64 random bits.
  std::uint64_t bits() {
    std::uint64_t mixed = state_ += 0x9e37'79b9'7f4a'7c15;
    mixed = (mixed ^ mixed >> 30) * 0xbf58'476d'1ce4'e5b9;
    mixed = (mixed ^ mixed >> 27) * 0x94d0'49bb'1331'11eb;
    return mixed ^ mixed >> 31;
  }

private:
  std::uint64_t state_;
};

} // namespace loadex::actors::balancing
