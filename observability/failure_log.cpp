#include "observability/failure_log.hpp"

#include "observability/log.hpp"

#include <string>

namespace loadex::observability {

namespace {

std::string path_of(const failure_log::asked& what) {
  return std::string(what.target.substr(0, what.target.find('?')));
}

} // namespace

bool failure_log::budget::take() noexcept {
  if (left == 0) {
    ++lost;
    return false;
  }
  --left;
  return true;
}

void failure_log::proxy_error(std::string_view backend, const asked& what, base::reason why) {
  if (!proxy_errors_.take())
    return;
  log_event(level::warn, "proxy error",
            {{"backend", std::string(backend)},
             {"reason", std::string(base::to_string(why))},
             {"method", std::string(what.method)},
             {"target", path_of(what)}});
}

void failure_log::failed_request(std::string_view client, const asked& what, unsigned status, base::reason why,
                                 std::string_view detail) {
  const bool has_left = status == 499 && why != base::reason::shutting_down; // people leave all the time
  const auto importance = has_left ? level::debug : level::info;
  if (!logs(importance) || !failed_requests_.take())
    return;
  log_event(importance, "request failed",
            {{"client", std::string(client)},
             {"status", std::int64_t{status}},
             {"reason", std::string(base::to_string(why))},
             {"detail", std::string(detail)},
             {"method", std::string(what.method)},
             {"target", path_of(what)}});
}

void failure_log::renew() {
  if (proxy_errors_.lost > 0)
    log_event(level::warn, "proxy errors not logged", {{"count", proxy_errors_.lost}});
  if (failed_requests_.lost > 0)
    log_event(level::info, "failed requests not logged", {{"count", failed_requests_.lost}});
  proxy_errors_ = failed_requests_ = {};
}

} // namespace loadex::observability
