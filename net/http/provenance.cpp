#include "net/http/provenance.hpp"

#include "base/text.hpp"
#include "net/http/header_names.hpp"

#include <boost/beast/core/string.hpp>

#include <algorithm>
#include <array>
#include <string_view>

namespace loadex::net::http {

namespace {

using boost::beast::iequals;

/// What a header says of other hops.
enum class speech {
  nothing,
  of_hop,     // that there was one
  of_client,  // who was before it: addresses in a list
  of_elements // the same as RFC 7239 writes it
};

constexpr std::array<std::string_view, 11> of_hop_names{
    "CDN-Loop",         "X-Original-Host",    "X-Forwarded-Host",   "X-Forwarded-Proto",
    "X-Forwarded-Port", "X-Forwarded-Prefix", "X-Forwarded-Scheme", "X-Forwarded-Server",
    "X-Forwarded-Ssl",  "X-Forwarded-By",     "X-Forwarded-Path",
};

template <class Names>
bool has(const Names& names, std::string_view name) {
  return std::ranges::any_of(names, [&](std::string_view one) { return iequals(one, name); });
}

speech heard_from(const header& h) {
  if (h.known == field::via)
    return speech::of_hop;
  if (h.known == field::forwarded)
    return speech::of_elements;
  if (h.known != field::unknown)
    return speech::nothing;
  const auto name = as_gateways_read(h.name);
  if (iequals(name, "X-Forwarded"))
    return speech::of_elements;
  if (has(of_hop_names, name))
    return speech::of_hop;
  return is_x_forwarded(name) || names_client(name) ? speech::of_client : speech::nothing;
}

/// Calls `visit` with everyone that a header names as having been before the hop that wrote it.
template <class Visit>
void for_each_named(const header& h, speech way, Visit visit) {
  for (const auto element : base::split_list(h.value)) {
    if (way == speech::of_client) {
      if (!element.empty())
        visit(element);
      continue;
    }
    for (auto rest = element; !rest.empty();) {
      const auto pair = rest.substr(0, rest.find(';'));
      rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
      const auto equals = pair.find('=');
      if (pair.substr(0, equals).find('"') != std::string_view::npos)
        visit(std::string_view()); // it cannot be read
      else if (iequals(base::trim(pair.substr(0, equals)), "for"))
        visit(equals == std::string_view::npos ? std::string_view() : base::trim(pair.substr(equals + 1)));
    }
  }
}

} // namespace

provenance provenance_of(const request_head& head, const client_identity& asking, bool peer_is_trusted,
                         const std::vector<base::network>& trusted) {
  bool another_hop = head.version < 11;
  bool named = false;
  bool clear = true;
  for (const auto& h : head.headers) {
    const auto way = heard_from(h);
    if (way == speech::nothing)
      continue;
    another_hop = true;
    if (way == speech::of_hop)
      continue;
    const bool believed = is_x_forwarded_for(h); // and so `asking` is whom it names
    for_each_named(h, way, [&](std::string_view node) {
      const auto one = read_node(node);
      named |= believed;
      clear &= one && (believed || one->bytes == asking.bytes || base::contains(trusted, one->bytes));
    });
  }
  if (!another_hop)
    return provenance::direct;
  if (!peer_is_trusted)
    return provenance::relayed;
  return named && clear ? provenance::vouched : provenance::unclear;
}

} // namespace loadex::net::http
