#include "apps/loadbalancer/daemon/daemon.hpp"

#include "actors/pool/pool_view.hpp"
#include "apps/loadbalancer/daemon/ring_choice.hpp"
#include "apps/loadbalancer/daemon/signals.hpp"
#include "apps/loadbalancer/daemon/start_message.hpp"
#include "base/cpus.hpp"
#include "config/load.hpp"
#include "observability/log.hpp"

#include <fmt/format.h>

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <mutex>
#include <semaphore>
#include <set>
#include <utility>

namespace loadex {

namespace {

using observability::level;
using observability::log_event;

/// `timeout` and some shells signal the process and then its group: that is one request, not two.
constexpr auto same_request = std::chrono::milliseconds(100);

constexpr unsigned look_at_files = 5; // seconds between two looks at whether certificates have been renewed

std::size_t worker_count(const config::settings& settings) {
  return settings.global.workers > 0 ? settings.global.workers : base::usable_cpus();
}

std::size_t descriptor_limit() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  return limit.rlim_cur;
}

/// 64 random bits: no other Loadex has the same.
std::string draw_cdn_id() {
  std::random_device random;
  return fmt::format("loadex-{:08x}{:08x}", random(), random());
}

/// Every address that this process listens on.
std::vector<net::tcp_endpoint> all_of(const listening::change& where, std::vector<net::tcp_endpoint> and_these) {
  for (const auto& at : where.at)
    and_these.insert(and_these.end(), at.begin(), at.end());
  return and_these;
}

/// The hosts and ports of the backends that the configuration has.
std::set<net::io::address_book::name> hosts_of(const config::snapshot& of) {
  std::set<net::io::address_book::name> all;
  for (const auto& pool : of.pools)
    for (const auto& backend : pool.how.backends)
      all.emplace(backend.url.host(), backend.url.port());
  return all;
}

/// How TLS is spoken in each pool.
net::probe::prober::of_pools by_name(const config::snapshot& now, const tls_ends& ends) {
  net::probe::prober::of_pools all;
  for (std::size_t i = 0; i < now.pools.size(); ++i)
    all.emplace(now.pools[i].how.name, ends.pools[i]);
  return all;
}

} // namespace

daemon::daemon(const config::settings& settings, configuration_source from, origin with)
    : before_(std::move(with.before))
    , known_(before_ ? before_->take_pools() : std::vector<actors::pool_memory>())
    , inherited_(before_ ? before_->take_sockets() : std::move(with.sockets))
    , now_(config::make_snapshot(settings))
    , first_ends_(tls_files_.read(*now_))
    , listening_(worker_count(settings), inherited_)
    , first_(listening_.follow(now_->listeners))
    , door_(settings, inherited_)
    , own_(all_of(first_, door_.endpoints()))
    , cdn_id_(draw_cdn_id())
    , control_busy_(control_.get_executor())
    , supervision_(std::move(with.manager), control_.get_executor())
    , signals_(control_.get_executor())
    , drain_deadline_(control_.get_executor())
    , addresses_(control_)
    , prober_(control_, addresses_, own_, net::http1::head_limits_of(settings.limits), by_name(*now_, first_ends_))
    , traffic_(control_, metrics_)
    , actors_(*now_, prober_, events_, known_)
    , live_(control_.get_executor(), traffic_.history(), *events_)
    , left_before_(known_, [this] { return views_.look(); })
    , configurator_(now_, std::move(from),
                    {.adopt = [this](const auto& wanted, const auto& asked) { return adopt(wanted, asked); },
                     .pools = [this] { return actors_.pools(); },
                     .reload_begins = [this] { supervision_.manager().reloading(); },
                     .reload_ends = [this] { supervision_.manager().ready(); }},
                    errands_, reloads_, *events_)
    , upgrader_(control_, settings.global.handover, std::move(with.command), means_of_upgrade())
    , admin_({.control = control_.get_executor(),
              .addresses = addresses_,
              .own = own_,
              .metrics = metrics_,
              .reloads = reloads_,
              .workers = started_workers_,
              .access = access_,
              .events = *events_,
              .traffic = traffic_.history(),
              .listeners = served_,
              .streams = streams_,
              .live = live_,
              .configured = &configurator_,
              .upgrading = &upgrader_})
    , client_connections_(settings.limits.connections_per_client)
    , shutdown_deadline_(settings.shutdown.deadline)
    , handover_deadline_(settings.shutdown.handover_deadline) {
  if (before_)
    supervision_.manager().hold_until_ready();
  else if (!supervision_.manager().by().keeps.contains(door_.text()))
    door_.own_file();
  guard_addresses();
  access_.adopt(access_.prepare(settings.log));
  traffic_.each_second([this] {
    live_.tick();
    if (tls_files_.are_there() && ++seconds_ % look_at_files == 0)
      errands_.put([this] { renew_certificates(); });
    const auto reload = configurator_.latest_reload();
    supervision_.tell_status(traffic_.history().all().track().before_last(0).requests, reload && !reload->adopted);
  });
  const auto plan = plan_descriptors();
  const auto count = worker_count(settings);
  const auto io = choose_ring(settings.global.io);
  const net::front::worker::common common{
      actors_.system(), addresses_, metrics_,        access_, admin_, client_connections_, plan.idle_upstreams / count,
      cdn_id_,          io.by_ring, started_workers_};
  for (std::size_t i = 0; i < count; ++i) {
    auto* one = workers_.emplace_back(std::make_unique<net::front::worker>(i, common)).get();
    prober_.add_idle_keeper(
        [one](const auto& to, auto none_for, auto closed) { one->close_idle(to, none_for, std::move(closed)); });
  }
  if (door_.is_there()) {
    supervision_.sockets().keep(door_.text(), door_.descriptor());
    admin_listener_.emplace(control_, door_.take_over(control_.get_executor()), admin_);
  }
  show_pools();
  for (const auto& pool : actors_.pools())
    serve(pool);
  distribute(std::move(first_), std::move(first_ends_));
  for (auto& w : workers_)
    w->start();
  log_start(*edition_, {door_.text(), count, descriptor_limit(), plan.clients, io});
  warn_of_shared_port(*now_);
  supervision_.tell_of_unwanted(inherited_.drop_rest());
  for (const int signal : answered_signals)
    signals_.add(signal);
  watch_signals();
  supervision_.begin_pulse(workers_);
  control_thread_ = std::thread([this] {
    ::pthread_setname_np(::pthread_self(), "control");
    let_signals_come();
    control_.run();
  });
}

daemon::~daemon() {
  before_.reset(); // it tells of that process's requests for as long as that has any, to those that end here
  upgrader_.end();
  errands_.end();
  // Sessions, then actors, then what they use: a worker's last drain comes before its actors exit.
  for (auto& w : workers_) {
    w->drain();
    w->abort();
  }
  for (auto& w : workers_)
    w->join();
  if (admin_listener_)
    admin_listener_->stop();
  actors_.stop();
  if (admin_listener_) // which may have waited for the actors
    admin_listener_->await_end();
  control_.stop(); // probes and look-ups under way are dropped
  if (control_thread_.joinable())
    control_thread_.join();
}

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
  own_.adopt(all_of(where, door_.endpoints()));
  supervision_.sockets().follow(where);
  port_ = where.at.front().front().port();
  std::vector<std::uint64_t> numbers;
  for (const auto& pool : actors_.pools())
    numbers.push_back(pool->number);
  auto plan = plan_descriptors();
  plan = {plan.clients / workers_.size(), plan.idle_upstreams / workers_.size()};
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

/// What has been renewed on disk is taken up; the configuration stays.
void daemon::renew_certificates() {
  if (!tls_files_.have_changed())
    return;
  try {
    auto ends = tls_files_.read(*now_);
    prober_.adopt(by_name(*now_, ends));
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
  prober_.adopt(by_name(*now_, secured));
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

net::steady_clock::time_point daemon::run() {
  if (!before_)
    upgrader_.begin();
  // Early clients wait in the backlog instead of being told that no backend is healthy.
  if (!await_first_verdicts(actors_.pools()) && !stopping_)
    log_event(level::warn, "first probes not over", {{"detail", "accepting all the same"}});
  if (before_ && !stopping_)
    make_sure_of_backends();
  if (!stopping_) {
    for (auto& w : workers_)
      w->accept();
    admin_.set_ready(true);
    if (admin_listener_)
      admin_listener_->start();
    if (before_)
      take_over();
    log_event(level::info, "ready", {{"port", std::int64_t{port()}}});
    supervision_.manager().ready();
    errands_.begin(); // not before: the start goes by the pools that there are then
  }
  for (auto& w : workers_)
    w->join();
  if (left_ && admin_listener_)
    admin_listener_->await_leave(std::chrono::seconds(5)); // who asked for the upgrade is told
  log_event(level::info, "stopped");
  return stopping_since_.value_or(net::steady_clock::now()) + shutdown_deadline_.load();
}

/// The longest time that a first probe of a backend may take.
std::chrono::milliseconds daemon::longest_first_probe() const {
  std::chrono::milliseconds longest{0};
  for (const auto& pool : now_->pools)
    longest = std::max(longest, pool.traffic.health.timeout);
  return longest;
}

net::limits::descriptor_plan daemon::plan_descriptors() const {
  const auto asked = now_->all.limits.connections;
  const auto limit = descriptor_limit();
  const auto for_admin = door_.is_there() ? std::min(limit, net::admin::listener::most_connections) : 0;
  std::size_t backends = 0;
  for (const auto& pool : now_->pools)
    backends += pool.how.backends.size();
  std::size_t addresses = 0;
  for (const auto& listener : now_->listeners)
    addresses += listener.how.address.size();
  const auto plan =
      net::limits::descriptor_plan::make(limit - for_admin, listening_.workers(), addresses, backends, asked);
  if (asked > plan.clients)
    log_event(level::warn, "fewer connections than asked for",
              {{"setting", "limits.connections"},
               {"asked", std::int64_t{asked}},
               {"connections", static_cast<std::int64_t>(plan.clients)},
               {"file_descriptors", static_cast<std::int64_t>(descriptor_limit())}});
  return plan;
}

/// Waits until every backend of these pools has had its first verdict, for as long as a probe may take. Whether they
/// have.
bool daemon::await_first_verdicts(const pools& of) const {
  constexpr auto look = std::chrono::milliseconds(20); // whether to stop
  const auto by = net::steady_clock::now() + longest_first_probe() + std::chrono::seconds(1);
  for (const auto& pool : of) {
    const auto over = std::make_shared<std::binary_semaphore>(0);
    pool->add_view_sink([over, once = std::make_shared<std::once_flag>()](const actors::pool_view_ptr& view) {
      if (view->settled())
        std::call_once(*once, [&] { over->release(); });
    });
    while (!over->try_acquire_for(look))
      if (stopping_ || net::steady_clock::now() >= by)
        return false;
  }
  return true;
}

void daemon::watch_signals() {
  signals_.async_wait([this](const net::error_code& error, int signal) {
    if (error)
      return;
    answer(signal);
    watch_signals();
  });
}

void daemon::answer(int signal) {
  if (is_stop(signal))
    return stop(signal);
  if (signal == SIGUSR1 && access_.is_on())
    return access_.reopen();
  if (signal == SIGUSR2 && upgrader_.is_set_up() && !stopping_)
    return upgrader_.upgrade({.who = "SIGUSR2"}, {});
  const bool reload = signal == SIGHUP && !configurator_.file().empty() && !stopping_;
  log_event(level::info, reload ? "reloading the configuration" : "signal ignored",
            {{"signal", std::string(::strsignal(signal))}});
  if (!reload)
    return;
  const auto warn_of_none = [](const auto& done) {
    if (!done)
      log_event(level::warn, "not reloaded", {{"detail", "another process has taken over, or this one ends"}});
  };
  configurator_.reload({.who = "SIGHUP"}, {}, actors::reply_slot<reloader::result>(warn_of_none));
}

void daemon::stop(int signal) {
  const auto now = net::steady_clock::now();
  if (stopping_since_ && now - *stopping_since_ > same_request)
    ::_exit(128 + signal); // asked twice: at once
  if (stopping_since_)
    return;
  stopping_since_ = now;
  log_event(level::info, "shutting down",
            {{"signal", std::string(::strsignal(signal))}, {"deadline_ms", shutdown_deadline_.load().count()}});
  drain();
}

void daemon::drain() {
  stopping_ = true;
  supervision_.drain();
  upgrader_.stop();
  if (door_.is_file() && !left_) // it ends with us: the next process could not be found there
    supervision_.sockets().drop(door_.text());
  admin_.set_ready(false);
  for (auto& w : workers_)
    w->drain();
  end_by(shutdown_deadline_.load());
}

/// What is open then is ended.
void daemon::end_by(std::chrono::milliseconds deadline) {
  drain_deadline_.expires_after(deadline);
  drain_deadline_.async_wait([this](const net::error_code& error) {
    if (error)
      return;
    log_event(level::warn, "shutdown deadline passed", {{"detail", "ending the requests that are left"}});
    for (auto& w : workers_)
      w->abort();
  });
}

} // namespace loadex
