#include "apps/loadbalancer/daemon/daemon.hpp"

#include "actors/pool/pool_view.hpp"
#include "apps/loadbalancer/daemon/signals.hpp"
#include "base/cpus.hpp"
#include "observability/log.hpp"

#include <fmt/format.h>

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <mutex>
#include <random>
#include <string_view>

namespace loadex {

namespace {

using observability::level;
using observability::log_event;

/// `timeout` and some shells signal the process and then its group: that is one request, not two.
constexpr auto same_request = std::chrono::milliseconds(100);

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

/// As net::io::listen(); a failure also says which options choose other addresses.
std::vector<net::io::listener> listen(const std::vector<std::string>& addresses, std::uint16_t port,
                                      std::size_t workers, std::string_view options) {
  try {
    return net::io::listen(addresses, port, workers);
  } catch (const net::io::listen_failure& e) {
    throw net::io::listen_failure(fmt::format("{}. To listen elsewhere: {}", e.what(), options));
  }
}

std::vector<net::io::listener> listen_for_traffic(const config::settings& settings) {
  return listen(settings.global.address, settings.global.port, worker_count(settings), "--port, --address");
}

std::optional<net::io::listener> listen_for_admin(const config::settings& settings) {
  const auto& at = settings.admin.listen;
  return at ? std::optional(listen({at->address}, at->port, 1, "--admin.listen").front()) : std::nullopt;
}

std::vector<net::tcp_endpoint> endpoints_of(const std::vector<net::io::listener>& traffic,
                                            const std::optional<net::io::listener>& admin) {
  std::vector<net::tcp_endpoint> all;
  all.reserve(traffic.size() + 1);
  for (const auto& listener : traffic)
    all.push_back(listener.at);
  if (admin)
    all.push_back(admin->at);
  return all;
}

std::string joined(const std::vector<config::backend_settings>& backends) {
  std::string all;
  for (const auto& b : backends)
    all += (all.empty() ? "" : ",") + b.url.text();
  return all;
}

} // namespace

daemon::daemon(const config::settings& settings, reloader::reader reread)
    : settings_(settings)
    , now_(config::make_snapshot(settings))
    , listeners_(listen_for_traffic(settings))
    , listener_for_admin_(listen_for_admin(settings))
    , own_(endpoints_of(listeners_, listener_for_admin_))
    , cdn_id_(draw_cdn_id())
    , control_busy_(control_.get_executor())
    , signals_(control_.get_executor())
    , drain_deadline_(control_.get_executor())
    , addresses_(control_)
    , prober_(control_, addresses_, own_, net::http1::head_limits_of(settings_.limits))
    , metrics_(worker_count(settings))
    , actors_(*now_, prober_)
    , admin_({control_.get_executor(), settings_.admin, addresses_, own_, pool(), metrics_,
              *actors_.pools().front()->events, reloads_})
    , client_connections_(settings_.limits.connections_per_client)
    , client_rates_(settings_.limits.requests_per_client) {
  const auto plan = plan_descriptors();
  const auto workers = listeners_.front().descriptors.size();
  const net::front::worker::common common{now_,
                                          listeners_,
                                          actors_.system(),
                                          addresses_,
                                          metrics_,
                                          admin_,
                                          client_connections_,
                                          client_rates_,
                                          {plan.clients / workers, plan.idle_upstreams / workers},
                                          cdn_id_};
  std::random_device seed;
  for (std::size_t i = 0; i < workers; ++i) {
    auto strategy = actors_.pools().front()->spawn_strategy(seed());
    workers_.push_back(std::make_unique<net::front::worker>(i, common, std::move(strategy)));
    workers_.back()->start();
    actors_.pools().front()->add_view_sink(
        [w = workers_.back().get()](actors::pool_view_ptr view) { w->publish(std::move(view)); });
    prober_.add_idle_keeper([w = workers_.back().get()](const auto& to, auto none_for, auto closed) {
      w->close_idle(to, none_for, std::move(closed));
    });
  }
  open_admin_listener();
  log_event(level::info, "starting",
            {{"port", std::int64_t{port()}},
             {"admin", admin_address()},
             {"algorithm", std::string(config::to_string(settings_.global.algo))},
             {"backends", joined(settings_.global.backends)},
             {"workers", static_cast<std::int64_t>(workers_.size())},
             {"file_descriptors", static_cast<std::int64_t>(descriptor_limit())},
             {"connections", static_cast<std::int64_t>(plan.clients)}});
  warn_of_shared_port();
  if (reread)
    reloader_.emplace(
        std::move(reread), [this](const auto& wanted) { return adopt(wanted); }, reloads_);
  for (const int signal : answered_signals)
    signals_.add(signal);
  watch_signals();
  control_thread_ = std::thread([this] {
    let_signals_come();
    control_.run();
  });
}

daemon::~daemon() {
  if (reloader_)
    reloader_->end();
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

/// Where Loadex's own addresses are; empty if on the proxy's port.
std::string daemon::admin_address() const {
  const auto& at = settings_.admin.listen;
  return at ? config::socket_address{at->address, listener_for_admin_->at.port()}.text() : std::string();
}

void daemon::open_admin_listener() {
  if (!listener_for_admin_)
    return;
  admin_listener_.emplace(control_, *listener_for_admin_, admin_, now_);
  actors_.pools().front()->add_view_sink(
      [this](actors::pool_view_ptr view) { admin_listener_->publish(std::move(view)); });
}

void daemon::warn_of_shared_port() const {
  if (!settings_.admin.listen && !settings_.proxy.trusted_proxies.empty())
    log_event(level::warn, "own addresses are on the proxy's port",
              {{"setting", "admin.listen"},
               {"detail", "a trusted proxy that leaves no sign of itself opens them to its clients; give them a port "
                          "of their own"}});
}

config::succession daemon::adopt(const config::settings& wanted) {
  auto next = config::succeed(*now_, wanted);
  now_ = next.next;
  for (auto& w : workers_)
    w->adopt(now_);
  if (admin_listener_)
    admin_listener_->adopt(now_);
  actors_.adopt(*now_);
  observability::change_log_level(observability::level_from(now_->all.log.level).value_or(level::info));
  return next;
}

net::steady_clock::time_point daemon::run() {
  await_first_probes();
  if (!stopping_) {
    for (auto& w : workers_)
      w->accept();
    admin_.set_ready(true);
    if (admin_listener_)
      admin_listener_->start();
    log_event(level::info, "ready", {{"port", std::int64_t{port()}}});
  }
  for (auto& w : workers_)
    w->join();
  log_event(level::info, "stopped");
  return stopping_since_.value_or(net::steady_clock::now()) + settings_.shutdown.deadline;
}

net::limits::descriptor_plan daemon::plan_descriptors() const {
  const auto asked = settings_.limits.connections;
  const auto limit = descriptor_limit();
  const auto for_admin = settings_.admin.listen ? std::min(limit, net::admin::listener::most_connections) : 0;
  const auto plan = net::limits::descriptor_plan::make(limit - for_admin, listeners_.front().descriptors.size(),
                                                       settings_.global.backends.size(), asked);
  if (asked > plan.clients)
    log_event(level::warn, "fewer connections than asked for",
              {{"setting", "limits.connections"},
               {"asked", std::int64_t{asked}},
               {"connections", static_cast<std::int64_t>(plan.clients)},
               {"file_descriptors", static_cast<std::int64_t>(descriptor_limit())}});
  return plan;
}

/// Early clients wait in the backlog instead of being told that no backend is healthy.
void daemon::await_first_probes() {
  actors_.pools().front()->add_view_sink(
      [this, once = std::make_shared<std::once_flag>()](const actors::pool_view_ptr& view) {
        if (view->settled())
          std::call_once(*once, [&] { first_round_over_.release(); });
      });
  const bool in_time = first_round_over_.try_acquire_for(settings_.health.timeout + std::chrono::seconds(1));
  if (!in_time)
    log_event(level::warn, "first probes not over", {{"detail", "accepting all the same"}});
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
  const bool reload = signal == SIGHUP && reloader_ && !stopping_;
  log_event(level::info, reload ? "reloading the configuration" : "signal ignored",
            {{"signal", std::string(::strsignal(signal))}});
  if (reload)
    reloader_->ask();
}

void daemon::stop(int signal) {
  const auto now = net::steady_clock::now();
  if (stopping_since_ && now - *stopping_since_ > same_request)
    ::_exit(128 + signal); // asked twice: at once
  if (stopping_since_)
    return;
  stopping_since_ = now;
  log_event(level::info, "shutting down",
            {{"signal", std::string(::strsignal(signal))}, {"deadline_ms", settings_.shutdown.deadline.count()}});
  drain();
}

void daemon::drain() {
  stopping_ = true;
  admin_.set_ready(false);
  first_round_over_.release();
  for (auto& w : workers_)
    w->drain();
  drain_deadline_.expires_after(settings_.shutdown.deadline);
  drain_deadline_.async_wait([this](const net::error_code& error) {
    if (error)
      return;
    log_event(level::warn, "shutdown deadline passed", {{"detail", "ending the requests that are left"}});
    for (auto& w : workers_)
      w->abort();
  });
}

} // namespace loadex
