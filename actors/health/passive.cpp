#include "actors/health/passive.hpp"

namespace loadex::actors::health {

void passive::adopt(const config::health_settings& limits) {
  in_a_row_limit_ = limits.traffic_failures;
  lately_.adopt(limits.failure_ratio, limits.failure_window, limits.failure_minimum);
}

std::optional<std::string> passive::observe(const traffic& seen, failure_ratio::time now) {
  in_a_row_ = seen.trailing_failures + (seen.succeeded > 0 ? 0 : in_a_row_);
  const auto failed = seen.failed + seen.failed_connects;
  lately_.add(seen.succeeded + failed, failed, now);
  if (seen.failed_connects > 0)
    return "a request could not be connected";
  if (in_a_row_ >= in_a_row_limit_)
    return std::to_string(in_a_row_) + " requests in a row broke";
  if (failed > 0 && lately_.exceeded()) // a success may make the requests enough, but is no reason to act
    return std::to_string(lately_.failed()) + " of the last " + std::to_string(lately_.requests()) + " requests broke";
  return std::nullopt;
}

void passive::reset() {
  in_a_row_ = 0;
  lately_.reset();
}

} // namespace loadex::actors::health
