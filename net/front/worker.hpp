#pragma once

#include "config/settings.hpp"
#include "net/exchange/failure_log.hpp"
#include "net/exchange/workspace.hpp"
#include "net/front/session.hpp"
#include "net/io/address_book.hpp"
#include "net/io/listener.hpp"
#include "net/io/types.hpp"
#include "net/limits/client_connections.hpp"
#include "net/limits/client_rates.hpp"
#include "net/limits/descriptor_plan.hpp"
#include "net/upstream/dispatcher.hpp"
#include "net/upstream/retry_budget.hpp"
#include "observability/request_metrics.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/intrusive/list.hpp>

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace loadex::net::admin {
class service;
}

namespace loadex::net::front {

/// A thread with its own io_context, listeners, sessions and upstream connections. Workers share nothing on the request
/// path but the backend actors' mailboxes.
class worker {
public:
  /// What a worker is given; all of it outlives the worker.
  struct surroundings {
    const config::settings& settings;
    const std::vector<io::listener>& listeners; // each worker takes over its socket of each
    caf::actor_system& system;
    io::address_book& addresses;
    observability::request_metrics& metrics;
    admin::service& admin;
    limits::client_connections& client_connections;
    limits::client_rates& client_rates;
    limits::descriptor_plan descriptors; // this worker's part
    std::string_view cdn_id;
  };

  worker(std::size_t number, const surroundings& around, actors::strategy_actor strategy);
  ~worker();

  // ---- from the outside: any thread ----

  /// Starts the thread.
  void start();

  /// Begins to accept; until then connections wait in the backlog.
  void accept();

  /// Hands over a newly published view.
  void publish(actors::pool_view_ptr view);

  /// Closes its idle connections to the backend with those addresses and calls `closed` with their number, on its own
  /// thread; drops it uncalled once that has ended.
  void close_idle(std::shared_ptr<const io::address_entry> at, std::chrono::milliseconds none_for,
                  std::function<void(std::size_t)> closed);

  /// Takes what waits in the backlog, then accepts no more; idle connections end, requests under way go on. The thread
  /// ends with the last of them.
  void drain();

  /// Ends every connection.
  void abort();

  void join();

  // ---- from its sessions: its own thread ----

  executor get_executor() noexcept { return io_.get_executor(); }
  const config::settings& settings() const noexcept { return around_.settings; }
  upstream::dispatcher& routes() noexcept { return router_; }
  admin::service& admin() noexcept { return around_.admin; }
  exchange::workspaces& stock() noexcept { return stock_; }
  upstream::retry_budget& budget() noexcept { return budget_; }
  observability::worker_counters& counters() noexcept { return counters_; }
  observability::request_shard& unanswered() noexcept { return *unanswered_; }
  exchange::failure_log& failures() noexcept { return failures_; }
  limits::client_connections& client_connections() noexcept { return around_.client_connections; }
  limits::client_rates& client_rates() noexcept { return around_.client_rates; }
  bool draining() const noexcept { return draining_; }

  /// Of this process in `CDN-Loop` (RFC 8586): a request that has it has been here before.
  std::string_view cdn_id() const noexcept { return around_.cdn_id; }

  /// The limits of the settings, as those who keep them want them.
  http1::head_limits head_limits() const noexcept;
  http1::body_reader::limits request_body_limits() const noexcept;
  http1::body_reader::limits response_body_limits() const noexcept;

  /// `s` waits for a request from now on, until it unlinks itself.
  void comes_to_rest(session& s) { resting_.push_back(s); }

  /// Now, as a Date header has it.
  std::string_view date() const noexcept { return date_; }

  /// 32 hexadecimal digits.
  std::array<char, 32> next_request_id();

private:
  void run();
  void tick();
  void begin_accepting();
  awaitable<> accept_from(tcp_acceptor& from);
  awaitable<> make_room(tcp_acceptor& waiting);
  bool is_full() const noexcept { return session_count_ >= around_.descriptors.clients; }
  void welcome(tcp_socket socket, const tcp_endpoint& peer);
  awaitable<> serve(tcp_socket socket, tcp_endpoint peer);
  void finish_if_drained();

  const surroundings around_;
  asio::io_context io_;
  asio::executor_work_guard<executor> busy_;
  upstream::dispatcher router_;
  exchange::workspaces stock_;
  upstream::retry_budget budget_;
  observability::worker_counters& counters_;
  std::shared_ptr<observability::request_shard> unanswered_;
  std::list<tcp_acceptor> acceptors_;
  bool accepting_begun_ = false;
  std::size_t accepting_ = 0; // acceptors that still are
  boost::intrusive::list<session, boost::intrusive::constant_time_size<false>> sessions_;
  std::size_t session_count_ = 0;
  boost::intrusive::list<session, boost::intrusive::member_hook<session, session::hook, &session::at_rest>,
                         boost::intrusive::constant_time_size<false>>
      resting_; // those that wait for a request, the longest first
  timer room_;  // cancelled when a session has ended
  timer ticking_;
  std::string date_;
  std::array<char, 32> request_id_;
  exchange::failure_log failures_;
  bool draining_ = false;
  std::thread thread_;
};

} // namespace loadex::net::front
