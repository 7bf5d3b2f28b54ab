#include "net/admin/etag.hpp"

#include "base/text.hpp"

namespace loadex::net::admin {

std::string etag_of(std::string_view tag) {
  return '"' + std::string(tag) + '"';
}

bool matches(std::string_view if_match, std::string_view tag) {
  const auto wanted = etag_of(tag);
  return base::any_in_list(if_match, [&](std::string_view one) { return one == "*" || one == wanted; });
}

bool matches_weakly(std::string_view if_none_match, std::string_view tag) {
  const auto wanted = etag_of(tag);
  return base::any_in_list(if_none_match,
                           [&](std::string_view one) { return one == "*" || one == wanted || one == "W/" + wanted; });
}

} // namespace loadex::net::admin
