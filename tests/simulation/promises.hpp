#pragma once

#include "tests/simulation/agenda.hpp"

namespace loadex::tests::simulation {

using namespace std::chrono_literals;

/// How soon the balancer promises to follow.
constexpr duration settling = 20ms; // until every worker has told and has been told
constexpr duration noticing = 8s;   // how a backend is: an interval and its jitter, a probe that times out, some more

} // namespace loadex::tests::simulation
