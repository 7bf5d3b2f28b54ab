#include "net/front/report.hpp"

#include "net/http/header_names.hpp"

#include <string_view>

namespace loadex::net::front {

namespace {

/// By which the backend, and the access log, know the request: its own, else that which we gave it.
std::string_view request_id(const exchange::workspace& of) {
  for (const auto& h : of.request.headers)
    if (h.known == http::field::unknown && !h.value.empty() && http::is_x_request_id(h))
      return h.value;
  return of.record.request_id;
}

/// What a request says of itself is looked for only where it is logged.
observability::access_entry entry_of(const exchange::workspace& of) {
  observability::access_entry entry{.about = of.record, .version = of.request.version};
  for (const auto& h : of.request.headers)
    if (h.known == http::field::host)
      entry.host = h.value;
    else if (h.known == http::field::referer)
      entry.referer = h.value;
    else if (h.known == http::field::user_agent)
      entry.user_agent = h.value;
  entry.about.request_id = request_id(of);
  if (of.record.tls != nullptr)
    entry.tls = *of.record.tls;
  return entry;
}

} // namespace

void report(surroundings& home, const exchange::workspace& of) {
  if (home.records.ended(of.record))
    home.records.show(of.record, request_id(of));
  if (!home.access.wants(of.record))
    return;
  auto entry = entry_of(of);
  home.access.write(entry);
}

} // namespace loadex::net::front
