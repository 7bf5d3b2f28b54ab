#include "net/http/method.hpp"

#include <algorithm>
#include <array>

namespace loadex::net::http {

namespace {

/// Those that Beast has no number for.
constexpr std::array<std::string_view, 12> others{"BASELINE-CONTROL",
                                                  "CHECKIN",
                                                  "LABEL",
                                                  "MKREDIRECTREF",
                                                  "MKWORKSPACE",
                                                  "ORDERPATCH",
                                                  "PRI",
                                                  "QUERY",
                                                  "UNCHECKOUT",
                                                  "UPDATE",
                                                  "UPDATEREDIRECTREF",
                                                  "VERSION-CONTROL"};

} // namespace

bool is_idempotent(verb method, std::string_view text) noexcept {
  switch (method) {
  case verb::get:
  case verb::head:
  case verb::options:
  case verb::trace:
  case verb::put:
  case verb::delete_:
  case verb::acl:
  case verb::bind:
  case verb::checkout:
  case verb::copy:
  case verb::link:
  case verb::merge:
  case verb::mkactivity:
  case verb::mkcalendar:
  case verb::mkcol:
  case verb::move:
  case verb::propfind:
  case verb::proppatch:
  case verb::rebind:
  case verb::report:
  case verb::search:
  case verb::unbind:
  case verb::unlink:
  case verb::unlock:
    return true;
  case verb::unknown:
    return std::ranges::find(others, text) != others.end();
  default:
    return false;
  }
}

} // namespace loadex::net::http
