#include "net/http/header_names.hpp"
#include "net/http1/connection_options.hpp"
#include "net/http1/head_writer.hpp"
#include "net/http1/header_changes.hpp"
#include "net/http1/kept_lines.hpp"
#include "net/http1/rewrite.hpp"

namespace loadex::net::http1 {

namespace {

void append_status_line(const http::response_head& head, unsigned client_version, std::string& out) {
  const std::string_view version = client_version >= 11 ? "HTTP/1.1 " : "HTTP/1.0 ";
  append(out, version, decimal(head.status), " ", head.reason, "\r\n");
}

/// Whether a body-less response still says how long its body would be: an answer to HEAD, or 304.
bool announces_length(const http::response_head& head, const relaying& how) {
  return how.body == http::body_kind::none && head.status >= 200 && head.status != 204;
}

/// What the client is told of its connection: only where it differs from what its HTTP version takes for granted.
void append_connection(const relaying& how, bool names_protocols, std::string& out) {
  if (names_protocols)
    out.append("Connection: Upgrade\r\n");
  if (how.upgrade)
    return;
  if (!how.keep_alive || how.body == http::body_kind::until_close)
    out.append("Connection: close\r\n");
  else if (how.client_version < 11)
    out.append("Connection: keep-alive\r\n");
}

} // namespace

void write_response_head(const http::response_head& head, const relaying& how, std::string& out) {
  append_status_line(head, how.client_version, out);

  const connection_options connection(head.headers);
  // A 426 must say to which protocols (RFC 9110 section 15.5.22).
  const bool keeps_upgrade = how.upgrade || (head.status == 426 && how.client_version >= 11);
  bool has_date = false;
  bool has_upgrade = false;
  bool wants_length = announces_length(head, how);
  kept_lines lines(out);
  for (const auto& h : head.headers) {
    if (h.known == http::field::content_length) {
      if (!wants_length)
        continue;
      wants_length = false; // repeated ones say the same
    } else if (h.known == http::field::upgrade) {
      if (!keeps_upgrade)
        continue;
      has_upgrade = true;
    } else if (http::is_hop_by_hop(h.known) || connection.lists(h.name)) {
      continue;
    }
    if (how.changes && replaces(*how.changes, h.name))
      continue;
    has_date |= h.known == http::field::date;
    lines.add(h);
  }
  lines.end();

  const bool final_response = head.status >= 200;
  if (how.changes && (final_response || how.upgrade)) {
    append_changes(*how.changes, out);
    has_date |= adds(*how.changes, "Date");
  }
  if (!how.proxy_status.empty())
    append_header(out, "Proxy-Status", how.proxy_status);
  if (!how.set_cookie.empty())
    append_header(out, "Set-Cookie", how.set_cookie);
  if (how.add_via)
    append_via(out, head.version);
  if (final_response && !has_date && !how.date.empty())
    append_header(out, "Date", how.date);
  if (final_response || how.upgrade)
    append_connection(how, has_upgrade, out);
  finish_head(out, how.body, how.length);
}

} // namespace loadex::net::http1
