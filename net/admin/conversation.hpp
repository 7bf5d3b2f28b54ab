#pragma once

#include "net/admin/service.hpp"
#include "net/http/framing.hpp"
#include "net/http1/body_reader.hpp"
#include "net/http1/head.hpp"
#include "net/io/deadline.hpp"
#include "net/io/stream.hpp"
#include "net/io/types.hpp"

#include <optional>
#include <span>
#include <string_view>

namespace loadex::net::admin {

/// A request to an admin address whose head has been read, and the connection that it came by.
struct inquiry {
  connection& client;
  watchdog& limit;
  steady_clock::duration patience; // for the rest of the request
  const http1::request_head& head;
  const http1::request_framing& framing;
  standing by;
  std::string_view already; // what was read behind the head
  std::span<char> buffer;   // for the body
  http1::chunk_limits chunks;
};

/// What became of it.
struct reply {
  std::optional<own_response> response{};                      // to be sent, if there is one
  observability::reason refused = observability::reason::none; // why there is none: the request was not read whole
  std::string_view rest{};                                     // what was read behind it, for the next one
};

/// Takes the rest of the request and has it answered: what the proxy's port and the admin listener have in common.
/// `newest` is where the newest view is to be found, and outlives this: none is held while the request still comes.
awaitable<reply> converse(service& answering, inquiry asked, const actors::pool_view_ptr& newest);

} // namespace loadex::net::admin
