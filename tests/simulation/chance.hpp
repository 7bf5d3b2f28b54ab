#pragma once

#include "tests/simulation/agenda.hpp"

#include <cstdint>
#include <random>

namespace loadex::tests::simulation {

/// All that is random in a run: the same for the same seed, as long as the same is asked in the same order.
class chance {
public:
  explicit chance(std::uint64_t seed)
      : random_(seed) {}

  std::uint64_t number() { return random_(); }
  std::uint64_t below(std::uint64_t limit) { return random_() % limit; }
  bool one_in(std::uint64_t n) { return below(n) == 0; }

  template <class Integer>
  Integer between(Integer least, Integer most) {
    return std::uniform_int_distribution<Integer>(least, most)(random_);
  }

  /// The time until something happens next that happens once every `mean`, whenever it last did.
  duration exponential(duration mean) {
    return std::chrono::duration_cast<duration>(mean * std::exponential_distribution<double>(1)(random_));
  }

  /// A factor around 1, that may be much more but never less than nothing.
  double log_normal(double spread) { return std::lognormal_distribution<double>(0, spread)(random_); }

private:
  std::mt19937_64 random_;
};

} // namespace loadex::tests::simulation
