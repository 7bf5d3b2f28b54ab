#include "apps/loadex/cli/traffic/counted_answer.hpp"

#include "apps/loadex/cli/traffic/answered_by.hpp"

#include <fmt/format.h>

namespace loadex::cli {

void count_answer(traffic_summary& summary, const http_result& result, latency took) {
  if (!result.response) {
    summary.add_failure(result.failure);
    return;
  }
  const auto& response = *result.response;
  const bool failed = response.status >= 400;
  summary.add_response(answered_by(response), failed ? fmt::format("{} {}", response.status, response.reason) : "",
                       took);
}

} // namespace loadex::cli
