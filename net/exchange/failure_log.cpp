#include "net/exchange/failure_log.hpp"

#include "observability/log.hpp"

#include <string>

namespace loadex::net::exchange {

namespace {

using observability::level;
using observability::log_event;

/// What of the target may be logged: a query can hold secrets.
std::string path_of(const http::request_head& request) {
  return std::string(request.target.substr(0, request.target.find('?')));
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

void failure_log::proxy_error(std::string_view backend, const http::request_head& request, base::reason why) {
  if (!proxy_errors_.take())
    return;
  log_event(level::warn, "proxy error",
            {{"backend", std::string(backend)},
             {"reason", std::string(base::to_string(why))},
             {"method", std::string(request.method_text)},
             {"target", path_of(request)}});
}

void failure_log::failed_request(std::string_view client, const http::request_head& request, unsigned status,
                                 base::reason why) {
  const auto importance = status == 499 ? level::debug : level::info; // people leave all the time
  if (!observability::logs(importance) || !failed_requests_.take())
    return;
  log_event(importance, "request failed",
            {{"client", std::string(client)},
             {"status", std::int64_t{status}},
             {"reason", std::string(base::to_string(why))},
             {"method", std::string(request.method_text)},
             {"target", path_of(request)}});
}

void failure_log::renew() {
  if (proxy_errors_.lost > 0)
    log_event(level::warn, "proxy errors not logged", {{"count", proxy_errors_.lost}});
  if (failed_requests_.lost > 0)
    log_event(level::info, "failed requests not logged", {{"count", failed_requests_.lost}});
  proxy_errors_ = failed_requests_ = {};
}

} // namespace loadex::net::exchange
