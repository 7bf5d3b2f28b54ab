#include "net/http/cdn_loop.hpp"

#include "base/text.hpp"
#include "net/http/header_names.hpp"

#include <algorithm>

namespace loadex::net::http {

namespace {

/// Any comma ends a member, even in a quoted string: else a client that opens one and a proxy that opens another could
/// hide our id between them.
bool lists(std::string_view members, std::string_view id) {
  return base::any_in_list(members, [id](std::string_view member) {
    return base::trim(member.substr(0, member.find(';'))) == id; // without its parameters
  });
}

} // namespace

bool was_forwarded_by(std::string_view id, const request_head& head) noexcept {
  return std::ranges::any_of(head.headers, [id](const header& h) { return is_cdn_loop(h) && lists(h.value, id); });
}

} // namespace loadex::net::http
