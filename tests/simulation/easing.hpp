#pragma once

#include "config/settings.hpp"
#include "tests/simulation/bulletin.hpp"
#include "tests/simulation/oracle.hpp"

#include <cstdint>
#include <unordered_map>

namespace loadex::tests::simulation {

/// Whether the weight that is taken from a backend, as it has just come back or is slower than the others, is some part
/// of it, and is given back.
class easing {
public:
  using id = bulletin::id;

  easing(const config::settings& by, const bulletin& published, const oracle& judge)
      : health_(by.health)
      , outlier_(by.outlier)
      , bulletin_(published)
      , oracle_(judge) {}

  /// Whoever is eased may be so for as long as slow start takes by what holds now.
  void adopt(const config::traffic_settings& by, moment now);

  /// To be called every second or so.
  void check(moment now);

private:
  /// Since when an eased backend has been as fast as any, and could show it.
  struct trend {
    moment since{};
    std::unordered_map<id, std::uint64_t> picks_before{}; // of all that it can be compared with, and its own
  };

  void check_warm(id who, const bulletin::notice& said, double share, moment now);
  bool has_caught_up(id who, moment now);
  bool is_as_fast_as_any(id who) const;
  bool has_been_compared(const trend& since_then) const;

  config::health_settings health_;
  config::outlier_settings outlier_;
  moment adopted_{};
  const bulletin& bulletin_;
  const oracle& oracle_;
  std::unordered_map<id, trend> catching_up_;
};

} // namespace loadex::tests::simulation
