#pragma once

#include "net/admin/service.hpp"
#include "net/admin/streaming.hpp"
#include "net/http/head.hpp"
#include "net/http1/framing.hpp"
#include "net/http1/io/body_reader.hpp"
#include "net/io/deadline.hpp"
#include "net/io/stream.hpp"
#include "net/io/types.hpp"

#include <optional>
#include <span>
#include <string_view>

namespace loadex::net::admin {

/// A request to an admin address whose head has been read, and the connection that it came by.
struct inquiry {
  io::stream& client;
  io::deadline& deadline;
  steady_clock::duration patience; // for the rest of the request, and with a client that takes nothing
  const http::request_head& head;
  const http::request_framing& framing;
  http::client_identity asking;
  http::standing by;
  std::optional<unsigned> user{};    // who has come by a socket in the file system
  const config::admin_settings& how; // outlives the conversation
  std::string_view already;          // what was read behind the head
  std::span<char> buffer;            // for the body
  http1::chunk_limits chunks;
  streaming*& under_way; // a streamed answer while it is being sent: whoever stops the connection ends it
  const bool& stopping;  // whether it is being stopped by now
};

/// What became of it.
struct reply {
  std::optional<http::own_response> response{}; // to be sent; none: there is nothing more to say, it is to be closed
  base::reason refused = base::reason::none;    // why the request was not read whole: the connection ends
  std::string_view rest{};                      // what was read behind it, for the next one
};

/// Takes the rest of the request and has it answered: what the proxy's port and the admin listener have in common. A
/// streamed answer is sent to its end. `pools` outlive this.
awaitable<reply> converse(const service& answering, inquiry asked, const pool_directory& pools);

} // namespace loadex::net::admin
