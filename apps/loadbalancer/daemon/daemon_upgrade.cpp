/// What an upgrade has the daemon do: in the place of another process, and before another one.
#include "apps/loadbalancer/daemon/asked_pools.hpp"
#include "apps/loadbalancer/daemon/daemon.hpp"
#include "apps/loadbalancer/daemon/wait_for.hpp"
#include "base/descriptor.hpp"
#include "base/version.hpp"
#include "observability/log.hpp"

#include <boost/asio/post.hpp>
#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace loadex {

namespace {

using observability::level;
using observability::log_event;

/// How many backends these have known to be healthy.
std::ptrdiff_t healthy_in(const std::vector<actors::pool_memory>& of) {
  std::ptrdiff_t all = 0;
  for (const auto& pool : of)
    all += std::ranges::count(pool.members, actors::health::state::healthy,
                              [](const auto& member) { return member.backend.health; });
  return all;
}

} // namespace

// ---- in the place of another process ----

/// That the process before this one has reached backends does not say that this one can.
void daemon::make_sure_of_backends() {
  const auto known_healthy = healthy_in(known_); // and not in our pools, which may have found otherwise by now
  const auto found =
      probe_all(actors_.pools(), net::steady_clock::now() + longest_first_probe() + std::chrono::seconds(1));
  if (known_healthy == 0 || found.probed == 0 || found.healthy > 0)
    return;
  const auto why = fmt::format("none of the {} backends that are healthy has answered this process: {}", known_healthy,
                               found.detail);
  before_->give_up(why);
  throw std::runtime_error(why);
}

void daemon::take_over() {
  const auto version = before_->take_over();
  const auto now = fmt::format("process {}", ::getpid());
  const auto before = fmt::format("process {}{}", before_->process(), version.empty() ? ", which has died" : "");
  events_->record({.kind = observability::event_kind::process_upgraded,
                   .by = observability::decider::reload,
                   .detail = fmt::format("{} has taken over from {}", now, before),
                   .before = version,
                   .after = std::string(base::version())});
  log_event(level::info, "taken over", {{"from", std::int64_t{before_->process()}}, {"from_version", version}});
  try {
    door_.own_file();
    upgrader_.begin();
  } catch (const std::system_error& e) { // too late to go back
    log_event(level::error, "no further upgrade", {{"detail", e.what()}});
  }
  before_->follow([this](const auto& left) { left_before_.adopt(left); }, [this] { left_before_.end(); });
}

// ---- before another process ----

handover::upgrader::means daemon::means_of_upgrade() {
  return {.by = {.sockets = [this] { return share_sockets(); },
                 .pools = [this] { return memories_of(actors_.pools()); },
                 .is_stopping = [this] { return stopping_.load(); },
                 .hold_changes = [this](bool held) { admin_.hold_changes(held); },
                 .introduce = [this](pid_t to) { supervision_.manager().main_pid(to); },
                 .leave = [this] { leave(); }},
          .left = [this] { return handover::left_in(views_.look()); },
          .probing_time = [this] { return longest_first_probe(); },
          .put_errand = [this](auto what) { errands_.put(std::move(what)); }};
}

std::vector<handover::shared_socket> daemon::share_sockets() {
  using doors = std::vector<net::front::worker::shared_door>;
  std::vector<handover::shared_socket> all;
  for (const auto& w : workers_)
    for (auto& door : wait_for<doors>([&](auto reply) { w->share_doors(std::move(reply)); }).value_or(doors()))
      all.push_back({std::move(door.socket), std::move(door.listener)});
  if (admin_listener_)
    if (auto door = wait_for<base::descriptor>([&](auto reply) { admin_listener_->share(std::move(reply)); }))
      all.push_back({std::move(*door), admin_door::name});
  return all;
}

/// Another process accepts from now on.
void daemon::leave() {
  stopping_ = true;
  left_ = true;
  errands_.refuse(); // a reload would listen anew
  supervision_.manager().fall_silent();
  door_.leave_file();
  admin_.set_ready(false);
  if (admin_listener_)
    admin_listener_->leave();
  for (auto& w : workers_)
    w->leave_doors();
  net::asio::post(control_, [this] {
    if (!stopping_since_)
      end_by(handover_deadline_.load());
  });
}

} // namespace loadex
