#pragma once

#include "net/exchange/exchange.hpp"
#include "net/exchange/workspace.hpp"
#include "net/http/client_peer.hpp"
#include "net/http/problem.hpp"
#include "net/io/deadline.hpp"
#include "net/io/stream.hpp"
#include "net/io/types.hpp"
#include "net/limits/client_connections.hpp"
#include "net/upstream/bound_connection.hpp"

#include <boost/intrusive/list_hook.hpp>

#include <optional>
#include <string_view>

namespace loadex::net::front {

class worker;

/// One client connection, from accept to close: reads requests, has each answered by a backend or by the admin service.
/// Lives on its own coroutine; confined to the worker's thread.
class session : public boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
public:
  session(worker& home, tcp_socket socket, const tcp_endpoint& peer);
  ~session();

  /// Serves requests until the connection ends.
  awaitable<> run();

  /// Ends the connection if it waits for a request and none is on its way; one that is being served goes on.
  void stop_if_idle();

  /// Lets go of a request whose client has gone unnoticed. Called every second.
  void check_client();

  /// Ends the connection to make room for another if it has been waiting for a request that has not begun to come.
  bool give_way();

  /// Ends the connection now.
  void abort();

  using hook = boost::intrusive::list_member_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;
  hook at_rest; // linked while it waits for a request

private:
  /// What to do with the connection after a request.
  enum class next { request, close, close_gently };

  awaitable<next> serve();
  awaitable<next> proxy_request();
  awaitable<next> answer_ourselves();
  void begin_rest();
  awaitable<next> refuse(unsigned status, base::reason why, bool keep_alive);
  awaitable<next> send_refusal(unsigned status, base::reason why, bool keep_alive);
  std::string about_outage() const;
  awaitable<bool> respond(const http::own_response& response, bool keep_alive);
  next how_to_close(bool all_taken) const;
  void carry_over(std::string_view rest);
  void count(unsigned status, upstream::target* answered_by);

  worker& home_;
  http::client_peer peer_;
  std::optional<limits::client_connections::place> place_; // none: this client has too many connections already
  io::stream_ptr client_;
  io::deadline limit_;
  std::optional<io::deadline> upload_limit_; // of a body that comes while its response may, made when first needed
  upstream::bound_connection bound_;
  exchange::workspaces::borrowed memory_; // while a request is being served
  std::size_t filled_ = 0;                // bytes in memory_->request_bytes
  http::request_framing framing_;
  steady_clock::time_point begun_;         // when the request's head had been read
  steady_clock::time_point ended_;         // when its response had been sent
  exchange::exchange* exchange_ = nullptr; // under way
  std::uint32_t requests_ = 0;             // so far
};

} // namespace loadex::net::front
