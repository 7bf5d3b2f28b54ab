#include "net/http1/body_end.hpp"
#include "net/http1/connection_options.hpp"
#include "net/http1/framing.hpp"
#include "net/http1/request_target.hpp"

#include <boost/beast/core/string.hpp>
#include <boost/beast/http/rfc7230.hpp>

namespace loadex::net::http1 {

namespace {

namespace http = boost::beast::http;
using boost::beast::iequals;
using observability::reason;

/// Whether an upgrade to one of these protocols may be passed on. h2c may not: the requests inside the tunnel would be
/// hidden from us and from every rule we apply.
bool may_tunnel(std::string_view protocols) {
  return !protocols.empty() && !http::token_list{protocols}.exists("h2c");
}

} // namespace

head_result frame_request(const request_head& head, request_framing& framing) {
  const auto malformed = head_result::bad(400, reason::malformed_request);
  if (head.method == http::verb::connect)
    return head_result::bad(501, reason::method_unsupported);

  framing = {};
  body_end body;
  connection_options connection;
  unsigned hosts = 0;
  for (const auto& h : head.headers) {
    switch (h.known) {
    case http::field::host:
      ++hosts;
      framing.host = h.value;
      break;
    case http::field::content_length:
      body.add_content_length(h.value);
      break;
    case http::field::transfer_encoding:
      body.add_transfer_encoding(h.value);
      break;
    case http::field::connection:
      connection.add(h.value);
      break;
    case http::field::upgrade:
      if (framing.upgrade_to.empty())
        framing.upgrade_to = h.value;
      break;
    case http::field::te:
      framing.wants_trailers |= http::ext_list{h.value}.exists("trailers");
      break;
    default:
      break;
    }
  }

  if (!body.acceptable(head.version, head.second_opinion) || connection.too_many())
    return malformed;
  if (hosts > 1 || (hosts == 0 && head.version >= 11) || (hosts == 1 && !is_authority(framing.host)))
    return malformed;
  const auto target = read_target(head.target, head.method);
  if (!target)
    return malformed;
  framing.target = target->path;
  if (!target->authority.empty())
    framing.host = target->authority;

  if (body.chunked()) {
    framing.body = body_kind::chunked;
  } else if (body.length()) {
    framing.body = body_kind::length;
    framing.length = *body.length();
  }

  framing.keep_alive = connection.persistent(head.version);
  framing.upgrade = head.version >= 11 && connection.upgrade() && may_tunnel(framing.upgrade_to);
  if (!framing.upgrade)
    framing.upgrade_to = {};
  if (framing.upgrade && (body.chunked() || framing.length > 0))
    return malformed;
  return head_result::complete();
}

} // namespace loadex::net::http1
