#pragma once

#include "config/snapshot.hpp"
#include "net/admin/conversation.hpp"
#include "net/http/client_peer.hpp"
#include "net/http1/io/request_reader.hpp"
#include "net/io/deadline.hpp"
#include "net/io/stream.hpp"
#include "net/tls/server.hpp"

#include <boost/intrusive/list_hook.hpp>

#include <array>
#include <memory>
#include <optional>

namespace loadex::net::admin {

class listener;

/// One connection to the admin listener: its requests are answered in turn. Confined to the control thread.
class visit : public boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
public:
  /// Without a `peer` the socket is one of the file system.
  visit(listener& home, base::descriptor socket, const std::optional<tcp_endpoint>& peer);
  ~visit();

  /// Serves requests until the connection ends.
  awaitable<> run();

  /// Ends the connection, which is waiting for a request, to make room for another.
  void give_way() {
    if (is_met_)
      client_->cancel();
    else
      client_->close();
  }

  /// Ends the connection now, or in order if it streams.
  void end();

  /// Ends it if it waits for another request, or streams; else behind the answer that is under way or comes first.
  void end_soon();

  using hook = boost::intrusive::list_member_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;
  hook at_rest; // linked while it waits for a request, or agrees on TLS

private:
  /// What to do with the connection after a request.
  enum class next { request, close, close_gently };

  awaitable<bool> meet_in_tls(tls::server_ptr by);
  awaitable<bool> request_comes();
  awaitable<next> serve();
  awaitable<next> refuse(base::reason why);
  awaitable<bool> respond(const http::own_response& response, bool keep_alive);

  listener& home_;
  const config::snapshot_ptr now_; // that it began with
  const config::settings& settings_;
  const http::client_peer peer_;
  const std::optional<unsigned> user_; // by a socket of the file system
  const io::stream_ptr client_;
  io::deadline deadline_;
  bool is_met_ = true; // what there is to agree on has been
  http1::request_reader reader_;
  const std::unique_ptr<char[]> bytes_; // a head, and what was read behind it
  std::array<char, 1024> body_bytes_;   // no more than the smallest head: what follows a body must fit there
  streaming* streaming_ = nullptr;      // under way
  bool answered_ = false;
};

} // namespace loadex::net::admin
