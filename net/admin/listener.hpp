#pragma once

#include "actors/pool.hpp"
#include "actors/runtime/reply_slot.hpp"
#include "base/descriptor.hpp"
#include "config/snapshot.hpp"
#include "net/admin/pool_directory.hpp"
#include "net/admin/service.hpp"
#include "net/admin/visit.hpp"
#include "net/io/types.hpp"
#include "net/tls/server.hpp"

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/intrusive/list.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <semaphore>
#include <vector>

namespace loadex::net::admin {

/// Serves the admin addresses on a port of their own, away from the traffic: on the control thread, a bounded number of
/// connections at a time. There, and not on the proxy's port, it does not matter by which way a request has come:
/// whoever put a proxy before it meant to.
class listener final : public pool_directory {
public:
  /// Connections that are served at a time; if more come, the one that has been idle for the longest is let go.
  static constexpr std::size_t most_connections = 32;

  /// Of the network, or of the file system.
  using acceptor = asio::basic_socket_acceptor<asio::generic::stream_protocol, executor>;

  /// The connections of `at` wait in its backlog until start().
  listener(asio::io_context& control, acceptor at, service& answering);

  /// Begins to accept. Any thread.
  void start();

  /// Hands over what holds from now on, for the connections that begin, and the pools there are. Any thread.
  void adopt(config::snapshot_ptr newest, std::vector<actors::pool_ptr> pools);

  /// How the connections that begin from now on are encrypted; null: they are not. Any thread.
  void adopt(tls::server_ptr secured);

  /// Hands over a newly published view of the pool of that number. Any thread.
  void publish(std::uint64_t pool, actors::pool_view_ptr view);

  /// Its socket once more, for another process that is to accept there, too; on the control thread.
  void share(actors::reply_slot<base::descriptor> reply);

  /// Accepts no more, since another process does, from the same socket; connections end behind the answer that is under
  /// way. Any thread.
  void leave();

  /// Waits until they have, behind leave(), but no longer than that. Not on the control thread.
  void await_leave(std::chrono::milliseconds most);

  /// Accepts no more and ends every connection. Any thread.
  void stop();

  /// Waits until they have ended, behind stop(). Not on the control thread, which must go on until then.
  void await_end() { ended_.acquire(); }

  std::size_t count() const noexcept override { return pools_.size(); }
  pool_seen at(std::size_t index) const override;

private:
  friend class visit;

  struct seen {
    actors::pool_ptr pool;
    actors::pool_view_ptr view;
  };

  awaitable<> accept();
  awaitable<> make_room();
  awaitable<> serve(base::descriptor socket, std::optional<tcp_endpoint> peer);
  void finish_if_ended();

  executor control_;
  acceptor acceptor_;
  service& service_;
  config::snapshot_ptr now_; // the newest
  tls::server_ptr secured_;
  std::vector<seen> pools_;
  std::size_t open_ = 0; // connections
  boost::intrusive::list<visit, boost::intrusive::constant_time_size<false>> visits_;
  boost::intrusive::list<visit, boost::intrusive::member_hook<visit, visit::hook, &visit::at_rest>,
                         boost::intrusive::constant_time_size<false>>
      resting_; // the longest first
  timer room_;  // cancelled when a connection has ended
  bool accepting_ = false;
  bool left_ = false;
  bool stopping_ = false;
  bool end_told_ = false;
  std::binary_semaphore ended_{0};
};

} // namespace loadex::net::admin
