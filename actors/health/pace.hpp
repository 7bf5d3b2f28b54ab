#pragma once

#include <chrono>
#include <cstdint>
#include <random>

namespace loadex::actors::health {

/// When to probe next.
///
/// What happens to many backends at once, such as a start or an outage of the network, has their probes in step. So the
/// first regular delay after it is drawn from the whole interval, which spreads them evenly over it. Every other delay
/// varies by up to a tenth, so that neither they nor the probes of several balancers fall into step by and by.
class pace {
public:
  pace() = default;
  pace(std::chrono::milliseconds interval, std::uint32_t seed);

  /// Goes by another interval. So may many backends at once.
  void adopt(std::chrono::milliseconds interval);

  /// The delay until the next regular probe.
  std::chrono::microseconds regular();

  /// The delay until a probe that should come after `wanted`; never longer than the regular one.
  std::chrono::microseconds soon(std::chrono::milliseconds wanted);

  /// `delay` from `now` on, lengthened by up to a hundredth of the interval, and no more than 50 ms, so that probes of
  /// several backends begin together: to wake a thread for each costs as much as the probe itself.
  std::chrono::microseconds in_company(std::chrono::nanoseconds now, std::chrono::microseconds delay) const;

private:
  std::chrono::microseconds anywhere_in(std::chrono::microseconds span);
  std::chrono::microseconds jittered(std::chrono::microseconds mean);

  std::chrono::milliseconds interval_{5'000};
  std::minstd_rand random_;
  bool in_step_ = true; // with other backends, as far as we know
};

} // namespace loadex::actors::health
