#include "apps/loadbalancer/daemon/daemon.hpp"

#include "actors/pool/pool_view.hpp"
#include "apps/loadbalancer/daemon/ring_choice.hpp"
#include "apps/loadbalancer/daemon/signals.hpp"
#include "apps/loadbalancer/daemon/start_message.hpp"
#include "base/cpus.hpp"
#include "observability/log.hpp"

#include <fmt/format.h>

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <mutex>
#include <semaphore>
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
    , own_(first_.all(door_.endpoints()))
    , cdn_id_(draw_cdn_id())
    , control_busy_(control_.get_executor())
    , supervision_(std::move(with.manager), control_.get_executor())
    , signals_(control_.get_executor())
    , drain_deadline_(control_.get_executor())
    , addresses_(control_)
    , prober_(control_, addresses_, own_, net::http1::head_limits_of(settings.limits), first_ends_.by_pool(*now_))
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
    if (speaks_tls_ && ++seconds_ % look_at_files == 0)
      errands_.put([this] { renew_certificates(); });
    const auto reload = configurator_.latest_reload();
    supervision_.tell_status(traffic_.history().all().track().before_last(0).requests, reload && !reload->adopted);
  });
  const auto plan = plan_descriptors();
  const auto count = worker_count(settings);
  const auto io = choose_ring(settings.global.io);
  const net::front::worker::common common{actors_.system(),
                                          addresses_,
                                          metrics_,
                                          access_,
                                          admin_,
                                          client_connections_,
                                          plan.idle_upstreams / count,
                                          plan.pipes / count,
                                          cdn_id_,
                                          io.by_ring,
                                          started_workers_};
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
