#pragma once

#include <chrono>
#include <random>

namespace loadex::actors::health {

/// How long to wait before a backend is probed again whose state hangs in the balance, or that traffic has taken out.
constexpr std::chrono::milliseconds recheck_delay{1'000};

/// When to probe next. Every delay varies by up to a tenth, so that probes of many backends, or from many balancers, do
/// not fall into step.
class pace {
public:
  pace() = default;
  pace(std::chrono::milliseconds interval, std::minstd_rand random)
      : interval_(interval)
      , random_(random) {}

  /// The delay until the next regular probe.
  std::chrono::microseconds regular() { return jittered(interval_); }

  /// The delay until a probe that should come after `wanted`; never longer than the regular one.
  std::chrono::microseconds soon(std::chrono::milliseconds wanted);

private:
  std::chrono::microseconds jittered(std::chrono::microseconds mean);

  std::chrono::milliseconds interval_{5'000};
  std::minstd_rand random_;
};

} // namespace loadex::actors::health
