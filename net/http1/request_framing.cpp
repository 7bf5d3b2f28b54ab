#include "base/text.hpp"
#include "net/http/connection_login.hpp"
#include "net/http/request_target.hpp"
#include "net/http/upgrade.hpp"
#include "net/http1/connection_options.hpp"
#include "net/http1/framing.hpp"

#include <boost/beast/http/rfc7230.hpp>

#include <algorithm>

namespace loadex::net::http1 {

namespace {

using base::reason;

/// The smaller of two numbers, of which any may be missing.
std::optional<std::uint64_t> least(std::optional<std::uint64_t> a, std::optional<std::uint64_t> b) {
  return a && b ? std::min(a, b) : a ? a : b;
}

} // namespace

head_result frame_request(const http::request_head& head, http::request_framing& framing) {
  const auto malformed = head_result::bad(reason::malformed_request);
  if (head.method == http::verb::connect)
    return head_result::bad(reason::method_unsupported);

  framing = {};
  connection_options connection;
  unsigned hosts = 0;
  for (const auto& h : head.headers) {
    switch (h.known) {
    case http::field::host:
      ++hosts;
      framing.host = h.value;
      break;
    case http::field::connection:
      connection.add(h.value);
      break;
    case http::field::authorization:
      framing.binds_login |= http::binds_connection(h.value);
      break;
    case http::field::max_forwards:
      if (head.method == http::verb::options || head.method == http::verb::trace)
        framing.max_forwards = least(framing.max_forwards, base::number_from<std::uint64_t>(h.value));
      break;
    case http::field::te:
      framing.wants_trailers |= boost::beast::http::ext_list{h.value}.exists("trailers");
      break;
    default:
      break;
    }
  }

  if (connection.too_many())
    return malformed;
  if (hosts > 1 || (hosts == 0 && head.version >= 11) || (hosts == 1 && !http::is_authority(framing.host)))
    return malformed;
  const auto target = http::read_target(head.target, head.method);
  if (!target)
    return malformed;
  framing.target = target->path;
  if (!target->authority.empty())
    framing.host = target->authority;

  if (head.body.chunked) {
    framing.body = http::body_kind::chunked;
  } else if (head.body.length) {
    framing.body = http::body_kind::length;
    framing.length = *head.body.length;
  }

  framing.keep_alive = connection.persistent(head.version);
  framing.upgrade = head.version >= 11 && connection.upgrade() && http::asks_for_tunnel(head);
  return head_result::complete();
}

} // namespace loadex::net::http1
