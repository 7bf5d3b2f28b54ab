#pragma once

#include "actors/pool.hpp"
#include "actors/runtime/reply_slot.hpp"
#include "actors/runtime/worker_mailroom.hpp"
#include "base/descriptor.hpp"
#include "net/exchange/request_ids.hpp"
#include "net/exchange/workspace.hpp"
#include "net/front/edition.hpp"
#include "net/front/entrance.hpp"
#include "net/front/lane.hpp"
#include "net/front/session.hpp"
#include "net/front/surroundings.hpp"
#include "net/io/address_book.hpp"
#include "net/io/listener.hpp"
#include "net/io/pipe.hpp"
#include "net/io/types.hpp"
#include "net/limits/client_connections.hpp"
#include "observability/access/access_log.hpp"
#include "observability/metrics/request_metrics.hpp"
#include "observability/request_record.hpp"
#include "observability/worker_counts.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/intrusive/list.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace loadex::net::io {
class ring;
}

namespace loadex::net::front {

/// A thread with its own io_context, listening sockets, sessions and connections to backends. Workers share nothing on
/// the request path but the backend actors' mailboxes.
class worker {
public:
  /// What all workers are given; it outlives them.
  struct common {
    caf::actor_system& system;
    io::address_book& addresses;
    observability::request_metrics& metrics;
    observability::access_log& access;
    admin::service& own;
    limits::client_connections& connections;
    std::size_t idle_upstreams; // idle connections to backends that one worker may keep
    std::size_t pipes;          // that one worker may use
    std::string_view cdn_id;
    bool by_ring; // io_uring carries the bytes
    observability::worker_counts& counts;
  };

  /// A pool, and the actor that chooses in it for this worker.
  struct served_pool {
    actors::pool_ptr pool;
    actors::strategy_actor strategy;
  };

  worker(std::size_t number, const common& with);
  ~worker();

  // All of these on any thread.

  /// Starts the thread.
  void start();

  /// Will serve that pool, if the next edition has it.
  void serve(served_pool what);

  /// Serves by that edition from now on: whoever connects, and the requests that begin. It listens on those of
  /// `sockets`, too, and no more where the edition does not.
  void adopt(edition_ptr newest, std::vector<io::listening_socket> sockets);

  /// Begins to accept; until then connections wait in the backlog.
  void accept();

  /// Hands over a newly published view of the pool of that number.
  void publish(std::uint64_t pool, actors::pool_view_ptr view);

  /// Closes its idle connections to the backend with those addresses and calls `closed` with their number, on its own
  /// thread; drops it uncalled once that has ended.
  void close_idle(std::shared_ptr<const io::address_entry> at, std::chrono::milliseconds none_for,
                  std::function<void(std::size_t)> closed);

  /// Has its thread run that; drops it once that has ended.
  void soon(std::function<void()> what);

  /// Takes what waits in the backlog, then accepts no more; idle connections end, requests under way go on. The thread
  /// ends with the last of them.
  void drain();

  /// A socket that it accepts from, for another process that is to accept there, too.
  struct shared_door {
    std::string listener;
    base::descriptor socket;
  };

  /// Says which there are, on its own thread.
  void share_doors(actors::reply_slot<std::vector<shared_door>> reply);

  /// Accepts no more: another process does, from the same sockets. What is open goes on until its next response, or
  /// drain(). The thread ends with the last of them.
  void leave_doors();

  /// Ends every connection.
  void abort();

  /// Waits until the thread has ended. One thread at a time.
  void join();

private:
  /// A socket that it accepts from, and whom.
  struct door {
    door(io::listening_socket& socket, const executor& on)
        : presence(socket.held())
        , only_bound(socket.only_bound())
        , acceptor(socket.take_over(on))
        , at(socket.at()) {}

    const io::listening_socket::presence presence; // the last to go
    const bool only_bound;
    tcp_acceptor acceptor;
    const tcp_endpoint at;
    entrance_ptr to{}; // null until the first edition that has it
    bool accepting = false;
    bool closing = false;
  };

  void run();
  std::unique_ptr<io::ring> make_ring() const;
  void tick();
  void follow(edition_ptr newest);
  worker_edition_ptr serve_by(edition_ptr newest);
  lane_ptr lane_of(std::uint64_t pool);
  void lead_doors(const worker_edition_ptr& by);
  void close(door& which);
  void begin_accepting();
  void stop_accepting();
  awaitable<> accept_from(door& from);
  awaitable<> make_room(door& waiting);
  bool is_full() const noexcept { return session_count_ >= most_sessions_; }
  void welcome(base::descriptor socket, const tcp_endpoint& peer, const entrance_ptr& by);
  awaitable<> serve(io::stream_ptr from, tcp_endpoint peer, entrance_ptr by);
  void finish_if_drained();

  const std::size_t number_;
  const bool by_ring_;
  observability::worker_counts& counts_;
  observability::request_metrics& metrics_;
  asio::io_context io_;
  asio::executor_work_guard<executor> busy_;
  actors::worker_mailroom mailroom_;
  exchange::workspaces stock_;
  observability::request_recorder records_;
  const std::shared_ptr<observability::access_queue> access_;
  upstream::idle_allowance idle_;
  io::pipe_stock pipes_;
  exchange::request_ids ids_;
  const lane::common of_lanes_;
  surroundings home_;
  boost::intrusive::list<lane, boost::intrusive::constant_time_size<false>> lanes_; // that anybody holds
  std::vector<lane_ptr> new_lanes_;                                                 // for the next edition
  std::list<door> doors_;
  bool accepting_begun_ = false;
  bool shared_ = false;       // another process accepts from the same sockets: what waits there is for it
  std::size_t accepting_ = 0; // doors that still are
  std::size_t most_sessions_ = 0;
  boost::intrusive::list<session, boost::intrusive::constant_time_size<false>> sessions_;
  std::size_t session_count_ = 0;
  timer room_; // cancelled when a session has ended
  timer ticking_;
  unsigned ticks_ = 0;
  std::thread thread_;
};

} // namespace loadex::net::front
