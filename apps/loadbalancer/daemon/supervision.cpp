#include "apps/loadbalancer/daemon/supervision.hpp"

#include "observability/log.hpp"

#include <functional>
#include <utility>

namespace loadex {

using observability::level;
using observability::log_event;

supervision::supervision(service_manager::terms by, const net::executor& control)
    : control_(control)
    , manager_(std::move(by))
    , status_(control) {}

void supervision::tell_of_unwanted(const std::vector<std::string>& addresses) {
  for (const auto& where : addresses) {
    log_event(level::warn, "inherited socket closed", {{"address", where}, {"detail", "no listener has its address"}});
    sockets_.drop(where);
  }
  for (const auto& name : manager_.by().useless) {
    log_event(level::warn, "inherited socket closed", {{"name", name}, {"detail", "nobody could listen there"}});
    manager_.drop(name);
  }
}

void supervision::follow(const actors::pool_ptr& pool) {
  if (manager_.is_there())
    pool->add_view_sink(
        [this, number = pool->number](const actors::pool_view_ptr& view) { status_.publish(number, view); });
}

void supervision::begin_pulse(const std::vector<std::unique_ptr<net::front::worker>>& workers) {
  const auto within = manager_.by().watchdog;
  if (!manager_.is_there() || within <= within.zero())
    return;
  std::vector<pulse::thread> asked;
  asked.reserve(workers.size());
  for (const auto& w : workers)
    asked.emplace_back([one = w.get()](std::function<void()> what) { one->soon(std::move(what)); });
  pulse_.emplace(control_, std::move(asked), within / 2, [this] { manager_.beat(); });
}

void supervision::tell_status(std::uint32_t requests, bool reload_refused) {
  if (manager_.is_there() && !draining_)
    manager_.status(status_.text(requests, reload_refused));
}

void supervision::drain() {
  draining_ = true;
  manager_.stopping();
  manager_.status("finishing the requests under way");
  if (pulse_)
    pulse_->ask_only_control();
}

} // namespace loadex
