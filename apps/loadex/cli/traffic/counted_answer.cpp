#include "apps/loadex/cli/traffic/counted_answer.hpp"

#include "apps/loadex/cli/terminal/printable.hpp"
#include "apps/loadex/cli/traffic/answered_by.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace loadex::cli {

namespace {

/// What the server has written, as a terminal and JSON can take it.
std::string readable(std::string_view text) {
  return base::is_utf8(text) ? printable(text) : "(not UTF-8)";
}

} // namespace

void count_answer(traffic_summary& summary, const http_result& result, latency took) {
  if (!result.response) {
    summary.add_failure(result.failure);
    return;
  }
  const auto& response = *result.response;
  const bool failed = response.status >= 400;
  summary.add_response(readable(answered_by(response)),
                       failed ? fmt::format("{} {}", response.status, readable(response.reason)) : "", took);
}

} // namespace loadex::cli
