#include "net/http/header_names.hpp"
#include "net/http/trace_context.hpp"
#include "net/http1/connection_options.hpp"
#include "net/http1/head_writer.hpp"
#include "net/http1/header_changes.hpp"
#include "net/http1/kept_lines.hpp"
#include "net/http1/rewrite.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace loadex::net::http1 {

namespace {

/// Which of the headers that we would add are in the message already, and stay.
struct kept {
  bool forwarded_for = false;
  bool forwarded_host = false;
  bool forwarded_proto = false;
  bool forwarded_prefix = false;
  bool request_id = false;
  bool cdn_loop = false;
};

/// What becomes of a header.
enum class fate {
  drop,
  keep, // even if `Connection` lists it
  keep_unless_listed,
  depends // on more than its name
};

/// By its name alone.
constexpr fate usual_fate(http::field name) {
  switch (name) {
  case http::field::unknown:
  case http::field::forwarded:
  case http::field::expect:
  case http::field::max_forwards:
    return fate::depends;
  case http::field::host:
  case http::field::content_length:
    return fate::drop; // written by us
  default:
    return http::is_hop_by_hop(name) ? fate::drop : fate::keep_unless_listed;
  }
}

/// The same for each: a look-up costs less than so many comparisons.
constexpr auto usual_fates = [] {
  constexpr auto last = http::field::xref;
  std::array<fate, static_cast<std::size_t>(last) + 1> all{};
  for (std::size_t i = 0; i < all.size(); ++i)
    all[i] = usual_fate(static_cast<http::field>(i));
  return all;
}();

void append_first_lines(std::string_view method, std::string_view target, std::string_view host, std::string& out) {
  const std::string_view root = target.starts_with('?') ? "/" : "";
  append(out, method, " ", root, target, " HTTP/1.1\r\nHost: ", host, "\r\n");
}

/// What becomes of a header of the X-Forwarded family; one that stays is noted in `seen`.
fate decide_x_forwarded(const http::header& h, const forwarding& about, kept& seen) {
  if (!about.peer_is_trusted)
    return fate::drop;
  if (http::is_x_forwarded_for(h)) {
    seen.forwarded_for = true;
    return fate::drop; // all its lines become one, with the peer at the end
  }
  if (!about.prefix.empty() && http::is_x_forwarded_prefix(h)) {
    seen.forwarded_prefix = true;
    return fate::drop; // likewise
  }
  seen.forwarded_host |= http::is_x_forwarded_host(h);
  seen.forwarded_proto |= http::is_x_forwarded_proto(h);
  return fate::keep;
}

/// What says who the client is by its certificate is ours to say, or a trusted proxy's where we do not.
bool may_tell_of_client(const forwarding& about) noexcept {
  return about.peer_is_trusted && (about.told == nullptr || about.told->lines.empty());
}

/// What becomes of a header that Beast has no number for.
fate decide_unknown(const http::header& h, const forwarding& about, kept& seen) {
  if (!http::may_be_special(h.name))
    return fate::keep_unless_listed;
  if (http::is_disguised(h))
    return fate::drop;
  if (http::is_x_forwarded(h.name))
    return decide_x_forwarded(h, about, seen);
  if (http::is_cdn_loop(h)) {
    seen.cdn_loop = true;
    return fate::drop; // all its lines become one, with our id at the end
  }
  if (http::is_client_cert(h))
    return may_tell_of_client(about) ? fate::keep : fate::drop;
  if (http::is_of_trace(h))
    return about.drops_trace ? fate::drop : fate::keep; // as the access log has it
  if (!http::is_x_request_id(h))
    return fate::keep_unless_listed;
  if (h.value.empty())
    return fate::drop;
  seen.request_id = true;
  return fate::keep;
}

bool is_told(std::span<const std::string> names, std::string_view name) {
  return std::ranges::any_of(names, [name](const std::string& own) { return http::are_alike(own, name); });
}

/// Of a header of which that depends. `counts_hops`: one less than Max-Forwards is written by us.
fate decide(const http::header& h, const http::request_head& head, bool counts_hops, const forwarding& about,
            kept& seen) {
  switch (h.known) {
  case http::field::forwarded:
    return about.peer_is_trusted ? fate::keep : fate::drop;
  case http::field::expect: // means nothing in HTTP/1.0 (RFC 9110 section 10.1.1)
    return head.version >= 11 ? fate::keep_unless_listed : fate::drop;
  case http::field::max_forwards:
    return counts_hops ? fate::drop : fate::keep_unless_listed;
  default:
    return decide_unknown(h, about, seen);
  }
}

/// Appends what a proxy has said of addresses. The zone of an IPv6 address, as in `fe80::1%eth0`, means something on
/// one machine only, and tells about it.
void append_without_zones(std::string_view text, std::string& out) {
  for (auto percent = text.find('%'); percent != std::string_view::npos; percent = text.find('%')) {
    const auto before = text.substr(0, percent);
    const auto address = before.substr(before.find_last_not_of("0123456789abcdefABCDEF:.") + 1);
    const bool begins_zone = std::ranges::count(address, ':') >= 2; // which every IPv6 address has
    out.append(before).append(begins_zone ? "" : "%");
    text.remove_prefix(percent + 1);
    if (begins_zone)
      text.remove_prefix(std::min(text.find_first_of(",;]\" \t"), text.size()));
  }
  out.append(text);
}

bool may_have_zones(const http::header& h) {
  const bool is_forwarded = h.known == http::field::forwarded;
  if ((!is_forwarded && h.known != http::field::unknown) || h.value.find('%') == std::string_view::npos)
    return false;
  return is_forwarded || http::is_x_forwarded(h.name) || http::names_client(h.name);
}

void append_x_forwarded_for(const http::request_head& head, std::string_view peer, std::string& out) {
  out.append("X-Forwarded-For: ");
  for (const auto& h : head.headers)
    if (http::is_x_forwarded_for(h) && !h.value.empty()) {
      append_without_zones(h.value, out);
      out.append(", ");
    }
  append(out, peer, "\r\n");
}

/// Those who read it put the prefixes one behind the other.
void append_x_forwarded_prefix(const http::request_head& head, std::string_view prefix, std::string& out) {
  out.append("X-Forwarded-Prefix: ");
  for (const auto& h : head.headers)
    if (http::is_x_forwarded_prefix(h) && !h.value.empty())
      append(out, h.value, ", ");
  append(out, prefix, "\r\n");
}

void append_cdn_loop(const http::request_head& head, std::string_view id, std::string& out) {
  out.append("CDN-Loop: ");
  for (const auto& h : head.headers)
    if (http::is_cdn_loop(h) && !h.value.empty())
      append(out, h.value, ", ");
  append(out, id, "\r\n");
}

/// What we say of the request, and of its way so far.
void append_what_we_say(const http::request_head& head, const http::request_framing& framing, const forwarding& about,
                        const kept& seen, std::string& out) {
  if (seen.forwarded_for)
    append_x_forwarded_for(head, about.peer, out);
  if (seen.forwarded_prefix)
    append_x_forwarded_prefix(head, about.prefix, out);
  if (seen.cdn_loop)
    append_cdn_loop(head, about.cdn_id, out);
  append(out, line_if{!seen.forwarded_for, "X-Forwarded-For: ", about.peer},
         line_if{!seen.forwarded_proto, "X-Forwarded-Proto: ", about.scheme},
         line_if{!seen.forwarded_host && !framing.host.empty(), "X-Forwarded-Host: ", framing.host},
         line_if{!seen.forwarded_prefix && !about.prefix.empty(), "X-Forwarded-Prefix: ", about.prefix},
         line_if{!seen.cdn_loop, "CDN-Loop: ", about.cdn_id},
         line_if{!seen.request_id && !about.request_id.empty(), "X-Request-Id: ", about.request_id},
         line_if{!about.traceparent.empty(), "traceparent: ", about.traceparent});
}

void append_forwarded(const http::request_framing& framing, const forwarding& about, std::string& out) {
  const bool ipv6 = about.peer.find(':') != std::string_view::npos;
  out.append("Forwarded: for=").append(ipv6 ? "\"[" : "").append(about.peer).append(ipv6 ? "]\"" : "");
  if (!framing.host.empty())
    out.append(";host=\"").append(framing.host).append("\"");
  out.append(";proto=").append(about.scheme).append("\r\n");
}

/// What holds for the connection to the backend alone. TE must be listed in `Connection` (RFC 9110 section 10.1.4).
void append_hop_by_hop(const http::request_head& head, const http::request_framing& framing, std::string& out) {
  if (framing.upgrade) {
    out.append(framing.wants_trailers ? "Connection: Upgrade, TE\r\n" : "Connection: Upgrade\r\n");
    for (const auto& h : head.headers)
      if (h.known == http::field::upgrade && !h.value.empty())
        append_header(out, "Upgrade", h.value);
  } else if (framing.wants_trailers) {
    out.append("Connection: TE\r\n");
  }
  if (framing.wants_trailers)
    out.append("TE: trailers\r\n");
}

} // namespace

void copy_trailers(std::string_view trailers, std::span<const std::string> without, std::string& out) {
  out.clear();
  while (!trailers.empty()) {
    const auto line = trailers.substr(0, std::min(trailers.find('\n'), trailers.size() - 1) + 1);
    if (!is_told(without, line.substr(0, line.find(':'))))
      out.append(line);
    trailers.remove_prefix(line.size());
  }
}

void write_request_head(const http::request_head& head, const http::request_framing& framing, const forwarding& about,
                        std::string& out) {
  append_first_lines(head.method_text, about.target.empty() ? framing.target : about.target,
                     framing.host.empty() ? about.backend_authority : framing.host, out);

  const connection_options connection(head.headers);
  const bool drops_told = about.told != nullptr && !may_tell_of_client(about);
  kept seen;
  kept_lines lines(out);
  for (const auto& h : head.headers) {
    const auto usual = usual_fates[static_cast<std::size_t>(h.known)];
    const auto what = usual == fate::depends ? decide(h, head, framing.max_forwards.has_value(), about, seen) : usual;
    if (what == fate::drop || (what == fate::keep_unless_listed && connection.lists(h.name)))
      continue;
    if (about.changes && replaces(*about.changes, h.name))
      continue;
    if (drops_told && is_told(about.told->names, h.name))
      continue;
    if (usual == fate::depends && may_have_zones(h)) {
      lines.end();
      append(out, h.name, ": ");
      append_without_zones(h.value, out);
      out.append("\r\n");
    } else {
      lines.add(h);
    }
  }
  lines.end();

  if (framing.max_forwards)
    append_max_forwards(out, std::max<std::uint64_t>(*framing.max_forwards, 1) - 1);
  append_what_we_say(head, framing, about, seen, out);
  if (about.told)
    out.append(about.told->lines);
  if (about.add_forwarded)
    append_forwarded(framing, about, out);
  if (about.add_via)
    append_via(out, head.version);
  if (about.changes)
    append_changes(*about.changes, out);
  append_hop_by_hop(head, framing, out);
  finish_head(out, framing.body, framing.length);
}

} // namespace loadex::net::http1
