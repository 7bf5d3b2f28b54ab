#include "net/http/balancing_key.hpp"

#include "base/text.hpp"

#include <boost/beast/core/string.hpp>

#include <algorithm>

namespace loadex::net::http {

namespace {

std::string_view header_value(const request_head& head, std::string_view name) {
  const auto found =
      std::ranges::find_if(head.headers, [&](const header& h) { return boost::beast::iequals(h.name, name); });
  return found == head.headers.end() ? std::string_view() : found->value;
}

/// Adds the values of `name` in one Cookie header: pairs of name and value between semicolons.
void add_values(std::string_view cookies, std::string_view name, cookie_list& values) {
  for (;;) {
    const auto end = cookies.find(';');
    const auto pair = base::trim(cookies.substr(0, end));
    if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=')
      values.push_back(pair.substr(name.size() + 1));
    if (end == std::string_view::npos)
      return;
    cookies.remove_prefix(end + 1);
  }
}

} // namespace

cookie_list cookie_values(const request_head& head, std::string_view name) {
  cookie_list values;
  for (const auto& h : head.headers)
    if (h.known == field::cookie)
      add_values(h.value, name, values);
  return values;
}

std::string_view balancing_key(const request_head& head, std::string_view client, std::string_view target,
                               config::algorithm which, const config::balancing_settings& settings) {
  switch (config::describe(which).key) {
  case config::hash_key::client:
    return client;
  case config::hash_key::target:
    return target;
  case config::hash_key::header:
    return header_value(head, settings.hash_header);
  case config::hash_key::cookie: {
    const auto values = cookie_values(head, settings.hash_cookie);
    return values.empty() ? std::string_view() : values.front();
  }
  case config::hash_key::none:
    break;
  }
  return {};
}

} // namespace loadex::net::http
