#pragma once

#include "apps/loadex/cli/daemon/http_client.hpp"
#include "apps/loadex/cli/traffic/traffic_summary.hpp"

#include <cstddef>

namespace loadex::cli {

/// Of the body of an answer: enough to learn from it who answered.
inline constexpr std::size_t body_kept = 512;

/// Counts what became of a request.
void count_answer(traffic_summary& summary, const http_result& result, latency took);

} // namespace loadex::cli
