#include "net/http/common_names.hpp"
#include "net/http/connection_login.hpp"
#include "net/http1/connection_options.hpp"
#include "net/http1/framing.hpp"

namespace loadex::net::http1 {

namespace {

bool has_body(unsigned status, http::verb asked) {
  return asked != http::verb::head && status >= 200 && status != 204 && status != 304;
}

bool is_event_stream(std::string_view content_type) {
  constexpr http::common_name type(http::field::content_type, "text/event-stream"); // compared as names are
  if (content_type.size() < type.text.size())
    return false;
  const auto behind = content_type.substr(type.text.size());
  const auto named = content_type.substr(0, type.text.size());
  return type.is(named, http::ends_of(named)) &&
         (behind.empty() || std::string_view("; \t").find(behind.front()) != std::string_view::npos);
}

} // namespace

head_result frame_response(const http::response_head& head, http::verb asked, http::response_framing& framing) {
  framing = {};
  connection_options connection;
  for (const auto& h : head.headers) {
    switch (h.known) {
    case http::field::connection:
      connection.add(h.value);
      break;
    case http::field::www_authenticate:
    case http::field::proxy_authenticate:
      framing.binds_login |= http::binds_connection(h.value);
      break;
    case http::field::content_type:
      framing.event_stream |= is_event_stream(h.value);
      break;
    default:
      break;
    }
  }
  if (connection.too_many())
    return head_result::bad(base::reason::malformed_response);

  framing.keep_alive = connection.persistent(head.version);
  if (!has_body(head.status, asked)) {
    // A 101 connection is a tunnel from here on. A 204 that announces a body may send one: its bytes must not be taken
    // for the next response.
    const bool announces_body = head.body.chunked || head.body.length.value_or(0) > 0;
    if (head.status == 101 || (head.status == 204 && announces_body))
      framing.keep_alive = false;
  } else if (head.body.chunked) {
    framing.body = http::body_kind::chunked;
  } else if (head.body.length) {
    framing.body = http::body_kind::length;
    framing.length = *head.body.length;
  } else {
    framing.body = http::body_kind::until_close;
    framing.keep_alive = false;
  }
  return head_result::complete();
}

} // namespace loadex::net::http1
