#include "net/http/connection_login.hpp"

#include <boost/beast/core/string.hpp>

#include <algorithm>

namespace loadex::net::http {

namespace {

/// Where the list member at the start of `text` ends: at a comma that stands in no quoted string, or at the end.
std::size_t member_length(std::string_view text) {
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (quoted && text[i] == '\\')
      ++i;
    else if (text[i] == '"')
      quoted = !quoted;
    else if (text[i] == ',' && !quoted)
      return i;
  }
  return text.size();
}

} // namespace

bool binds_connection(std::string_view value) noexcept {
  while (!value.empty()) {
    auto member = value.substr(0, member_length(value));
    value.remove_prefix(std::min(value.size(), member.size() + 1));
    member.remove_prefix(std::min(member.size(), member.find_first_not_of(" \t")));
    // The first word is a scheme, or a parameter of the scheme before, which ends in `=`.
    const auto word = member.substr(0, member.find_first_of(" \t"));
    if (boost::beast::iequals(word, "NTLM") || boost::beast::iequals(word, "Negotiate"))
      return true;
  }
  return false;
}

} // namespace loadex::net::http
