#include "tests/live/live_balancer.hpp"

#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/http_client.hpp"

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <numeric>
#include <stdexcept>

namespace loadex::tests::live {

live_balancer::live_balancer(const config::settings& settings)
    : settings_(settings)
    , daemon_(settings) {
  daemon_.events().subscribe(0, [into = happened_](const auto& e) {
    const std::lock_guard lock(into->mutex);
    into->events.push_back(e);
    return true;
  });
  running_ = std::thread([this] { daemon_.run(); });
  if (!e2e::eventually([&] { return e2e::http_client(port()).get("/readyz").status == 200; }))
    throw std::runtime_error("the balancer does not become ready");
}

live_balancer::~live_balancer() {
  ::kill(::getpid(), SIGTERM);
  running_.join();
}

std::int64_t live_balancer::in_flight() const {
  const auto now = explain().backends;
  return std::accumulate(now.begin(), now.end(), std::int64_t{0},
                         [](auto sum, const auto& backend) { return sum + backend.in_flight; });
}

std::vector<observability::event_ptr> live_balancer::events() const {
  const std::lock_guard lock(happened_->mutex);
  return happened_->events;
}

std::size_t live_balancer::count(observability::event_kind kind, const std::string& backend) const {
  return static_cast<std::size_t>(std::ranges::count_if(
      events(), [&](const auto& e) { return e->kind == kind && (backend.empty() || e->backend == backend); }));
}

} // namespace loadex::tests::live
