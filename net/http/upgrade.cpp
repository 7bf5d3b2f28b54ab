#include "net/http/upgrade.hpp"

#include "base/text.hpp"
#include "net/http/characters.hpp"

#include <boost/beast/core/string.hpp>

#include <algorithm>
#include <string_view>

namespace loadex::net::http {

namespace {

using boost::beast::iequals;

struct protocol {
  std::string_view name;
  std::optional<std::string_view> version;
};

bool is_token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_token_character);
}

bool may_be_passed_on(const protocol& asked) {
  return is_token(asked.name) && is_token(asked.version.value_or("any")) && !iequals(asked.name, "h2c");
}

bool is_same(const protocol& granted, const protocol& asked) {
  const bool same_version = !granted.version || !asked.version || iequals(*granted.version, *asked.version);
  return same_version && iequals(granted.name, asked.name);
}

std::vector<protocol> protocols_in(const std::vector<header>& headers) {
  std::vector<protocol> all;
  for (const auto& h : headers)
    if (h.known == field::upgrade)
      for (const auto member : base::split_list(h.value)) {
        if (member.empty())
          continue; // it says nothing (RFC 9110 section 5.6.1)
        const auto slash = member.find('/');
        auto& p = all.emplace_back(protocol{member.substr(0, slash), {}});
        if (slash != std::string_view::npos)
          p.version = member.substr(slash + 1);
      }
  return all;
}

} // namespace

bool asks_for_tunnel(const request_head& request) {
  const auto asked = protocols_in(request.headers);
  return !asked.empty() && std::ranges::all_of(asked, may_be_passed_on);
}

bool grants_upgrade(const response_head& answer, const request_head& request) {
  const auto granted = protocols_in(answer.headers);
  const auto asked = protocols_in(request.headers);
  return !granted.empty() && std::ranges::all_of(granted, [&](const protocol& g) {
    return std::ranges::any_of(asked, [&](const protocol& a) { return is_same(g, a); });
  });
}

} // namespace loadex::net::http
