#include "net/admin/handlers/dashboard.hpp"

#include "net/admin/etag.hpp"
#include "observability/dashboard/page.hpp"

#include <string>

namespace loadex::net::admin::handlers {

namespace {

/// The part, unless whoever asks has it already.
http::own_response shown(const observability::dashboard::part& what, std::string_view known) {
  const auto headers = "Cache-Control: no-cache\r\nETag: " + etag_of(what.tag) + "\r\n";
  if (matches_weakly(known, what.tag))
    return {.status = 304, .type = std::string(what.type), .headers = headers};
  return {.type = std::string(what.type), .body = std::string(what.content), .headers = headers};
}

} // namespace

awaitable<answer> dashboard(call incoming) {
  co_return shown(*observability::dashboard::find("index.html"), incoming.asked.if_none_match);
}

awaitable<answer> part_of_dashboard(call incoming) {
  const auto path = incoming.asked.path();
  const auto* part = observability::dashboard::find(path.substr(path.rfind('/') + 1));
  if (part == nullptr)
    co_return plain_text(404, "There is no such address.\n");
  co_return shown(*part, incoming.asked.if_none_match);
}

awaitable<answer> way_to_dashboard(call) {
  co_return http::own_response{.status = 301, .headers = "Location: /dashboard/\r\n"};
}

} // namespace loadex::net::admin::handlers
