#pragma once

#include "actors/control_plane.hpp"
#include "apps/loadbalancer/daemon/reloader.hpp"
#include "config/settings.hpp"
#include "config/snapshot.hpp"
#include "net/admin/listener.hpp"
#include "net/admin/service.hpp"
#include "net/front/worker.hpp"
#include "net/io/address_book.hpp"
#include "net/io/listener.hpp"
#include "net/io/own_addresses.hpp"
#include "net/io/types.hpp"
#include "net/limits/client_connections.hpp"
#include "net/limits/client_rates.hpp"
#include "net/limits/descriptor_plan.hpp"
#include "net/probe/prober.hpp"
#include "observability/reload_counters.hpp"
#include "observability/request_metrics.hpp"

#include <boost/asio/basic_signal_set.hpp>
#include <boost/asio/executor_work_guard.hpp>

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <semaphore>
#include <string>
#include <thread>
#include <vector>

namespace loadex {

/// The running balancer: control thread, actors and workers, started and ended in order.
class daemon {
public:
  /// Binds the addresses and starts everything. SIGHUP has the configuration read again by `reread`; without one it
  /// changes nothing. @throws net::io::listen_failure
  explicit daemon(const config::settings& settings, reloader::reader reread = {});
  ~daemon();

  /// Serves until a signal has stopped it and every request has ended. Returns the time until which that might have
  /// taken: the end of `shutdown.deadline`.
  net::steady_clock::time_point run();

  /// Has `wanted` hold from now on, as far as that is possible without a restart: for the requests and connections that
  /// begin afterwards, for the pool and for the log. One thread at a time.
  config::succession adopt(const config::settings& wanted);

  /// That it listens on. Any thread.
  std::uint16_t port() const noexcept { return listeners_.front().at.port(); }

  /// Takes orders to the pool, and tells what becomes of it. Any thread.
  const actors::pool_actor& pool() const noexcept { return actors_.pools().front()->actor; }

private:
  net::limits::descriptor_plan plan_descriptors() const;
  std::string admin_address() const;
  void open_admin_listener();
  void warn_of_shared_port() const;
  void await_first_probes();
  void watch_signals();
  void answer(int signal);
  void stop(int signal);
  void drain();

  const config::settings settings_;                           // at the start
  config::snapshot_ptr now_;                                  // of the thread that calls adopt()
  const std::vector<net::io::listener> listeners_;            // for traffic, all with the same port
  const std::optional<net::io::listener> listener_for_admin_; // if not on the same port
  const net::io::own_addresses own_;
  const std::string cdn_id_;
  net::asio::io_context control_{1};
  net::asio::executor_work_guard<net::executor> control_busy_;
  net::asio::basic_signal_set<net::executor> signals_;
  net::timer drain_deadline_;
  net::io::address_book addresses_;
  net::probe::prober prober_;
  observability::request_metrics metrics_;
  observability::reload_counters reloads_;
  actors::control_plane actors_;
  net::admin::service admin_;
  std::optional<net::admin::listener> admin_listener_;
  net::limits::client_connections client_connections_;
  net::limits::client_rates client_rates_;
  std::vector<std::unique_ptr<net::front::worker>> workers_;
  std::thread control_thread_;
  std::counting_semaphore<> first_round_over_{0}; // or the wait for it
  std::atomic<bool> stopping_{false};
  std::optional<net::steady_clock::time_point> stopping_since_; // control thread
  std::optional<reloader> reloader_;                            // if there is a file
};

} // namespace loadex
