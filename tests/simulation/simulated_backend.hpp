#pragma once

#include "tests/simulation/chance.hpp"

#include <algorithm>
#include <cstdint>
#include <string>

namespace loadex::tests::simulation {

/// A backend as it really is, which the balancer only finds out from probes and requests.
struct simulated_backend {
  enum class condition {
    well,
    slow,              // answers, a few dozen times slower, and recovers bit by bit
    crashed,           // refuses connections; what was with it breaks
    hanging,           // accepts and is silent
    unready,           // answers probes with 503 and requests as ever
    hidden_to_probes,  // probes are refused, requests are not
    hidden_to_traffic, // the other way round
    lying,             // passes its probes, and breaks every other request
    uneven             // answers most as ever, some a hundred times slower
  };

  static constexpr duration refusal = std::chrono::microseconds(300); // until a refused connect is known

  std::string url;
  condition now = condition::well;
  moment since{};            // in that condition
  std::uint64_t crashes = 0; // requests begun before the latest one break
  duration typical{};        // latency when well

  bool refuses_requests() const noexcept { return now == condition::crashed || now == condition::hidden_to_traffic; }
  bool refuses_probes() const noexcept { return now == condition::crashed || now == condition::hidden_to_probes; }

  /// Whether the balancer must have it in service, or out of it, once it has had the time to find out.
  bool is_well() const noexcept { return now == condition::well || now == condition::slow || now == condition::uneven; }
  bool is_lost() const noexcept {
    return now == condition::crashed || now == condition::hanging || now == condition::unready ||
           now == condition::hidden_to_probes;
  }

  /// Whether it breaks a request that comes now.
  bool breaks(chance& random) const { return now == condition::lying && random.one_in(2); }

  void become(condition next, moment at) {
    crashes += next == condition::crashed;
    now = next;
    since = at;
  }

  /// How long it takes to answer a request, or a probe: log-normal, so that some take much longer than most.
  duration latency(chance& random, moment at) const {
    double factor = random.log_normal(0.5);
    if (now == condition::slow) {
      const std::chrono::duration<double> slow_for = at - since;
      factor *= 1 + 40 / (1 + slow_for.count() / 10);
    }
    if (now == condition::uneven && random.one_in(30))
      factor *= 100;
    constexpr std::chrono::duration<double> longest{1.5}; // so that a slow one still passes its probes
    return std::chrono::duration_cast<duration>(std::min<std::chrono::duration<double>>(typical * factor, longest));
  }
};

std::string to_string(simulated_backend::condition c);

} // namespace loadex::tests::simulation
