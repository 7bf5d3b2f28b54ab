/// What holds from now on: has the daemon's parts know it, at the start and at each reload.
#include "apps/loadbalancer/daemon/daemon.hpp"
#include "config/load.hpp"
#include "observability/log.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace loadex {

namespace {

using observability::level;
using observability::log_event;

/// The hosts and ports of the backends that the configuration has.
std::set<net::io::address_book::name> hosts_of(const config::snapshot& of) {
  std::set<net::io::address_book::name> all;
  for (const auto& pool : of.pools)
    for (const auto& backend : pool.how.backends)
      all.emplace(backend.url.host(), backend.url.port());
  return all;
}

} // namespace

/// Has every worker serve that pool, and whoever shows it.
void daemon::serve(const actors::pool_ptr& pool) {
  const auto number = pool->number;
  for (const auto& w : workers_) {
    w->serve({pool, pool->spawn_strategy(seed_())});
    pool->add_view_sink([one = w.get(), number](actors::pool_view_ptr view) { one->publish(number, std::move(view)); });
  }
  pool->add_view_sink([this, number](actors::pool_view_ptr view) { traffic_.publish(number, std::move(view)); });
  pool->add_view_sink([this, name = pool->name](actors::pool_view_ptr view) { views_.publish(name, std::move(view)); });
  supervision_.follow(pool);
  if (admin_listener_)
    pool->add_view_sink(
        [this, number](actors::pool_view_ptr view) { admin_listener_->publish(number, std::move(view)); });
}

/// What people add while it runs may not be anywhere.
void daemon::guard_addresses() {
  addresses_.adopt(hosts_of(*now_), net::io::address_guard(now_->all.admin.allowed_backends));
}

/// Has whoever shows the pools know them, before their views come.
void daemon::show_pools() {
  traffic_.adopt(actors_.pools());
  live_.adopt(actors_.pools());
  views_.adopt(actors_.pools());
  supervision_.adopt(actors_.pools());
  if (admin_listener_)
    admin_listener_->adopt(now_, actors_.pools());
}

/// Has every worker go by the newest snapshot.
void daemon::distribute(listening::change where, tls_ends secured) {
  own_.adopt(where.all(door_.endpoints()));
  supervision_.sockets().follow(where);
  port_ = where.at.front().front().port();
  tls_seen_ = std::move(secured.files);
  if (admin_listener_)
    admin_listener_->adopt(std::move(secured.admin));
  speaks_tls_ = !tls_seen_.empty();
  std::vector<std::uint64_t> numbers;
  for (const auto& pool : actors_.pools())
    numbers.push_back(pool->number);
  auto plan = plan_descriptors();
  plan = {plan.clients / workers_.size(), plan.idle_upstreams / workers_.size(), plan.pipes / workers_.size()};
  std::erase_if(former_, [](const auto& edition) { return edition.use_count() == 1; });
  if (edition_)
    former_.push_back(edition_);
  edition_ = net::front::make_edition(now_,
                                      {std::move(where.at), std::move(secured.listeners), std::move(numbers),
                                       std::move(secured.pools), workers_.size(), plan},
                                      edition_.get());
  served_.adopt(edition_);
  for (std::size_t w = 0; w < workers_.size(); ++w)
    workers_[w]->adopt(edition_, std::move(where.of_workers[w]));
}

/// Certificates that have been renewed on disk are taken up; the configuration stays.
void daemon::renew_certificates() {
  auto now = tls_files::look(*now_);
  if (now == tls_seen_)
    return;
  tls_seen_ = std::move(now); // well or not: they are read again once they change again
  try {
    auto ends = tls_files_.read(*now_);
    prober_.adopt(ends.by_pool(*now_));
    distribute(listening_.follow(now_->listeners), std::move(ends));
    log_event(level::info, "certificates renewed", {});
  } catch (const net::tls::certificate_failure& e) {
    log_event(level::error, "certificates not renewed",
              {{"detail", "those before hold on"}, {"problem", std::string(e.what())}});
  }
}

config::succession daemon::adopt(const config::settings& wanted, const observability::asker& asked) {
  auto next = config::succeed(*now_, wanted);
  observability::access_log::wanted access;
  listening::change where;
  tls_ends secured;
  try {
    access = access_.prepare(next.next->all.log);
    secured = tls_files_.read(*next.next);
    where = listening_.follow(next.next->listeners);
  } catch (const observability::access_file_failure& e) {
    throw config::invalid_configuration{{e.what()}};
  } catch (const net::tls::certificate_failure& e) {
    throw config::invalid_configuration{{e.what()}};
  } catch (const net::io::listen_failure& e) {
    throw config::invalid_configuration{{e.what()}};
  }
  now_ = next.next;
  guard_addresses();
  prober_.adopt(secured.by_pool(*now_));
  const auto before = actors_.pools();
  actors_.adopt(*now_, asked);
  show_pools();
  pools started;
  for (const auto& pool : actors_.pools())
    if (std::ranges::find(before, pool) == before.end())
      started.push_back(pool);
  for (const auto& pool : started)
    serve(pool);
  await_first_verdicts(started);
  distribute(std::move(where), std::move(secured));
  access_.adopt(std::move(access));
  prober_.adopt(net::http1::head_limits_of(now_->all.limits));
  client_connections_.adopt(now_->all.limits.connections_per_client);
  shutdown_deadline_ = now_->all.shutdown.deadline;
  handover_deadline_ = now_->all.shutdown.handover_deadline;
  observability::change_log_level(observability::level_from(now_->all.log.level).value_or(level::info));
  return next;
}

} // namespace loadex
