#pragma once

#include "config/settings.hpp"
#include "tests/simulation/agenda.hpp"

#include <algorithm>

namespace loadex::tests::simulation {

using namespace std::chrono_literals;

/// How soon the balancer promises to follow.
constexpr duration settling = 20ms; // until every worker has told and has been told

/// Until so many probes in a row have found the same: an interval and its jitter, a probe that times out, then others
/// that are soon to follow; and some more.
inline duration noticing(const config::health_settings& by, unsigned probes) {
  const auto first = by.interval * 11 / 10 + by.timeout;
  const auto each_other = by.unsettled_interval * 11 / 10 + by.timeout;
  return first + (probes - 1) * each_other + 500ms;
}

/// How a request that is with a silent backend ends.
constexpr duration response_timeout = 5s;

/// Until a backend that is lost must be out of service.
inline duration loss_noticed(const config::health_settings& by) {
  return noticing(by, by.fall);
}

/// Until a backend that is well must be available. Where a share of broken requests takes it out, those of its bad
/// times may do so until they are forgotten.
inline duration recovery_noticed(const config::health_settings& by) {
  return noticing(by, by.rise) + (by.failure_ratio > 0 ? response_timeout + by.failure_window : 0ms);
}

} // namespace loadex::tests::simulation
