#pragma once

#include "config/snapshot.hpp"
#include "net/exchange/services.hpp"
#include "net/exchange/workspace.hpp"
#include "net/front/session.hpp"
#include "net/front/surroundings.hpp"
#include "net/io/address_book.hpp"
#include "net/io/listener.hpp"
#include "net/io/types.hpp"
#include "net/limits/client_connections.hpp"
#include "net/limits/client_rates.hpp"
#include "net/limits/descriptor_plan.hpp"
#include "net/upstream/dispatcher.hpp"
#include "net/upstream/retry_budget.hpp"
#include "observability/request_metrics.hpp"
#include "observability/request_record.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/intrusive/list.hpp>

#include <functional>
#include <list>
#include <memory>
#include <string_view>
#include <thread>
#include <vector>

namespace loadex::net::front {

/// A thread with its own io_context, listeners, sessions and upstream connections. Workers share nothing on the request
/// path but the backend actors' mailboxes.
class worker {
public:
  /// What all workers are given; it outlives them.
  struct common {
    config::snapshot_ptr now;                   // at the start
    const std::vector<io::listener>& listeners; // each worker takes over its socket of each
    caf::actor_system& system;
    io::address_book& addresses;
    observability::request_metrics& metrics;
    admin::service& own;
    limits::client_connections& connections;
    limits::client_rates& rates;
    limits::descriptor_plan descriptors; // a worker's part
    std::string_view cdn_id;
  };

  worker(std::size_t number, const common& with, actors::strategy_actor strategy);
  ~worker();

  // All of these on any thread.

  /// Starts the thread.
  void start();

  /// Begins to accept; until then connections wait in the backlog.
  void accept();

  /// Hands over a newly published view.
  void publish(actors::pool_view_ptr view);

  /// Hands over new settings, for the requests and connections that begin from then on.
  void adopt(config::snapshot_ptr newest);

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

private:
  void run();
  void tick();
  void begin_accepting();
  awaitable<> accept_from(tcp_acceptor& from);
  awaitable<> make_room(tcp_acceptor& waiting);
  bool is_full() const noexcept { return session_count_ >= most_sessions_; }
  void welcome(tcp_socket socket, const tcp_endpoint& peer);
  awaitable<> serve(tcp_socket socket, tcp_endpoint peer);
  void finish_if_drained();

  asio::io_context io_;
  asio::executor_work_guard<executor> busy_;
  const std::size_t most_sessions_;
  upstream::dispatcher backends_;
  exchange::workspaces stock_;
  upstream::retry_budget budget_;
  observability::request_recorder records_;
  exchange::services shared_;
  surroundings home_;
  std::list<tcp_acceptor> acceptors_;
  bool accepting_begun_ = false;
  std::size_t accepting_ = 0; // acceptors that still are
  boost::intrusive::list<session, boost::intrusive::constant_time_size<false>> sessions_;
  std::size_t session_count_ = 0;
  timer room_; // cancelled when a session has ended
  timer ticking_;
  std::thread thread_;
};

} // namespace loadex::net::front
