#pragma once

#include "actors/control_plane.hpp"
#include "apps/loadbalancer/daemon/admin_door.hpp"
#include "apps/loadbalancer/daemon/configuration_source.hpp"
#include "apps/loadbalancer/daemon/configurator.hpp"
#include "apps/loadbalancer/daemon/errands.hpp"
#include "apps/loadbalancer/daemon/listening.hpp"
#include "apps/loadbalancer/daemon/origin.hpp"
#include "apps/loadbalancer/daemon/served_listeners.hpp"
#include "apps/loadbalancer/daemon/service_manager.hpp"
#include "apps/loadbalancer/daemon/supervision.hpp"
#include "apps/loadbalancer/daemon/tls_files.hpp"
#include "apps/loadbalancer/daemon/traffic_sampler.hpp"
#include "apps/loadbalancer/daemon/view_board.hpp"
#include "apps/loadbalancer/handover/remainder.hpp"
#include "apps/loadbalancer/handover/upgrader.hpp"
#include "config/settings.hpp"
#include "config/snapshot.hpp"
#include "net/admin/listener.hpp"
#include "net/admin/live/live_feed.hpp"
#include "net/admin/service.hpp"
#include "net/admin/stream_places.hpp"
#include "net/front/edition.hpp"
#include "net/front/worker.hpp"
#include "net/io/address_book.hpp"
#include "net/io/inherited_sockets.hpp"
#include "net/io/own_addresses.hpp"
#include "net/io/types.hpp"
#include "net/limits/client_connections.hpp"
#include "net/limits/descriptor_plan.hpp"
#include "net/probe/prober.hpp"
#include "observability/access/access_log.hpp"
#include "observability/events/event_log.hpp"
#include "observability/metrics/request_metrics.hpp"
#include "observability/reload_counters.hpp"
#include "observability/worker_counts.hpp"

#include <boost/asio/basic_signal_set.hpp>
#include <boost/asio/executor_work_guard.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace loadex {

/// The running balancer: control thread, actors and workers, started and ended in order.
class daemon {
public:
  /// Binds the addresses, but for those that listen already, and starts everything. SIGHUP has the configuration read
  /// again, if there is a file; without one it changes nothing. @throws net::io::listen_failure,
  /// net::tls::certificate_failure
  explicit daemon(const config::settings& settings, configuration_source from = {}, origin with = {});
  ~daemon();

  /// Serves until a signal has stopped it, or another process has taken its place, and every request has ended. Returns
  /// the time until which that might have taken: the end of `shutdown.deadline`. @throws std::runtime_error if the
  /// process whose place it was to take has not left it
  net::steady_clock::time_point run();

  /// Has `wanted` hold from now on, as far as that is possible without a restart: for the requests and connections that
  /// begin afterwards, for the pools and for the log. A new pool has been probed before requests lead there. One thread
  /// at a time; `asked`: who did. @throws config::invalid_configuration if an address cannot be listened on, or a
  /// certificate not be used; then
  /// nothing has changed
  config::succession adopt(const config::settings& wanted, const observability::asker& asked = {});

  /// That its first listener has. Any thread.
  std::uint16_t port() const noexcept { return port_; }

  /// Takes orders to the first pool, and tells what becomes of it. Of the thread that calls adopt().
  const actors::pool_actor& pool() const noexcept { return actors_.pools().front()->actor; }

  /// What has happened. Any thread.
  observability::event_log& events() noexcept { return *events_; }

private:
  using pools = std::vector<actors::pool_ptr>;

  net::limits::descriptor_plan plan_descriptors() const;
  void guard_addresses();
  void show_pools();
  void serve(const actors::pool_ptr& pool);
  std::chrono::milliseconds longest_first_probe() const;
  bool await_first_verdicts(const pools& of) const;
  void distribute(listening::change where, tls_ends secured);
  void renew_certificates();
  void watch_signals();
  void answer(int signal);
  void stop(int signal);
  void drain();
  void make_sure_of_backends();
  void take_over();
  handover::upgrader::means means_of_upgrade();
  std::vector<handover::shared_socket> share_sockets();
  void leave();
  void end_by(std::chrono::milliseconds deadline);

  std::unique_ptr<handover::predecessor> before_; // null: there is none
  std::vector<actors::pool_memory> known_;        // to it
  net::io::inherited_sockets inherited_;
  config::snapshot_ptr now_; // of the thread that calls adopt()
  tls_files tls_files_;      // likewise
  files_seen tls_seen_;      // likewise: as they were when they were last read, well or not
  tls_ends first_ends_;      // at the start
  listening listening_;      // likewise
  listening::change first_;  // what is listened on at the start
  admin_door door_;
  net::io::own_addresses own_;
  const std::string cdn_id_;
  net::asio::io_context control_{1};
  net::asio::executor_work_guard<net::executor> control_busy_;
  supervision supervision_;
  net::asio::basic_signal_set<net::executor> signals_;
  net::timer drain_deadline_;
  net::io::address_book addresses_;
  net::probe::prober prober_;
  const std::shared_ptr<observability::event_log> events_ = std::make_shared<observability::event_log>();
  observability::request_metrics metrics_;
  observability::reload_counters reloads_;
  observability::worker_counts started_workers_;
  observability::access_log access_; // the last of its workers' lines are written when it ends
  traffic_sampler traffic_;
  served_listeners served_;
  net::admin::stream_places streams_;
  actors::control_plane actors_;
  net::admin::live_feed live_;
  view_board views_;
  handover::remainder left_before_; // by the process before
  errands errands_;
  configurator configurator_;
  handover::upgrader upgrader_;
  net::admin::service admin_;
  std::optional<net::admin::listener> admin_listener_;
  net::limits::client_connections client_connections_;
  std::vector<std::unique_ptr<net::front::worker>> workers_;
  net::front::edition_ptr edition_;             // the newest; of the thread that calls adopt()
  std::vector<net::front::edition_ptr> former_; // likewise: freed here, since that may take longer than a worker has
  std::random_device seed_;
  unsigned seconds_ = 0; // of the control thread
  std::atomic<bool> speaks_tls_{false};
  std::atomic<std::uint16_t> port_{0};
  std::atomic<std::chrono::milliseconds> shutdown_deadline_;
  std::atomic<std::chrono::milliseconds> handover_deadline_;
  std::thread control_thread_;
  std::atomic<bool> stopping_{false};
  std::atomic<bool> left_{false};                               // to another process
  std::optional<net::steady_clock::time_point> stopping_since_; // control thread
};

} // namespace loadex
