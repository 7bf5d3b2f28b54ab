#include "net/http/cdn_loop.hpp"

#include "net/http/header_names.hpp"

#include <algorithm>

namespace loadex::net::http {

namespace {

/// The id of a member, without its parameters.
std::string_view id_of(std::string_view member) {
  constexpr std::string_view blanks = " \t";
  member = member.substr(0, member.find(';'));
  member.remove_prefix(std::min(member.find_first_not_of(blanks), member.size()));
  return member.substr(0, member.find_last_not_of(blanks) + 1);
}

/// Any comma ends a member, even in a quoted string: else a client that opens one and a proxy that opens another could
/// hide our id between them.
bool lists(std::string_view members, std::string_view id) {
  for (;;) {
    const auto comma = members.find(',');
    if (id_of(members.substr(0, comma)) == id)
      return true;
    if (comma == std::string_view::npos)
      return false;
    members.remove_prefix(comma + 1);
  }
}

} // namespace

bool was_forwarded_by(std::string_view id, const request_head& head) noexcept {
  return std::ranges::any_of(head.headers, [id](const header& h) { return is_cdn_loop(h) && lists(h.value, id); });
}

} // namespace loadex::net::http
