#pragma once

#include "actors/pool_view.hpp"
#include "config/settings.hpp"
#include "net/admin/service.hpp"
#include "net/admin/visit.hpp"
#include "net/types.hpp"

#include <boost/intrusive/list.hpp>

#include <cstddef>

namespace loadex::net::admin {

/// Serves the admin addresses on a port of their own, away from the traffic: on the control thread, a bounded number of
/// connections at a time. There, and not on the proxy's port, it does not matter by which way a request has come:
/// whoever put a proxy before it meant to. Its coroutines end with the io_context, and use nothing of it then.
class listener {
public:
  /// Connections that are served at a time; if more come, the one that has been idle for the longest is let go.
  static constexpr std::size_t most_connections = 32;

  /// Takes over a socket that listens, whose connections wait in the backlog until start().
  listener(asio::io_context& control, int descriptor, service& answering, const config::settings& settings);

  /// Begins to accept. Any thread.
  void start();

  /// Hands over a newly published view. Any thread.
  void publish(actors::pool_view_ptr view);

private:
  friend class visit;

  awaitable<> accept();
  awaitable<> make_room();
  awaitable<> serve(tcp_socket socket, tcp_endpoint peer);

  executor control_;
  tcp_acceptor acceptor_;
  service& service_;
  const config::settings& settings_;
  actors::pool_view_ptr view_;
  std::size_t open_ = 0;                                                               // connections
  boost::intrusive::list<visit, boost::intrusive::constant_time_size<false>> resting_; // the longest first
  timer room_; // cancelled when a connection has ended
};

} // namespace loadex::net::admin
