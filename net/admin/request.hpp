#pragma once

#include "net/admin/access.hpp"
#include "net/io/departure.hpp"
#include "observability/events/event.hpp"

#include <string_view>

namespace loadex::net::admin {

/// A request for one of our addresses. Slices of its head, which stays where it is until the request is answered.
struct request {
  std::string_view method;
  std::string_view target; // path and query
  visitor who;
  observability::asker by{}; // for the events of what it changes
  std::string_view accept;
  http::client_identity from{}; // of a socket in the file system: that
  std::string_view last_event_id{};
  std::string_view content_type{};
  std::string_view if_match{};
  std::string_view if_none_match{};
  bool has_body = false;   // it says how long its body is, be it of no bytes
  std::string_view body{}; // whole, if the route takes one
  io::departure* client{}; // who waits for its client's sake looks here; null: it stays

  std::string_view path() const noexcept { return target.substr(0, target.find('?')); }
};

} // namespace loadex::net::admin
