#include "net/http/route_answer.hpp"

#include "net/http/routes.hpp"

#include <string>
#include <string_view>
#include <utility>

namespace loadex::net::http {

namespace {

constexpr unsigned default_redirect = 308; // which keeps the method
constexpr unsigned default_answer = 200;

/// A host as a URL has it: without its port.
std::string_view without_port(std::string_view authority) {
  return authority.substr(0, authority.find(':', authority.starts_with('[') ? authority.find(']') : 0));
}

/// A URL or path taken apart. Slices of it.
struct place {
  std::string_view origin; // scheme and authority; empty if it is a path
  std::string_view path;
  std::string_view query;    // with its `?`
  std::string_view fragment; // with its `#`
};

std::string_view take_from(std::string_view& text, std::size_t at) {
  if (at == std::string_view::npos)
    return {};
  const auto tail = text.substr(at);
  text = text.substr(0, at);
  return tail;
}

place take_apart(std::string_view url) {
  place parts;
  parts.fragment = take_from(url, url.find('#'));
  parts.query = take_from(url, url.find('?'));
  const auto authority = url.find("//");
  parts.path = url.starts_with('/') && authority != 0 ? std::exchange(url, {})
               : authority == std::string_view::npos  ? std::string_view()
                                                      : take_from(url, url.find('/', authority + 2));
  parts.origin = url;
  return parts;
}

/// Where a request for `target` is sent. A path of the redirect's own replaces that of the request, a query of its own
/// the query.
std::string location(std::string_view redirect, const request_framing& framing) {
  auto asked = framing.target == "*" ? std::string_view() : framing.target;
  const auto asked_query = take_from(asked, asked.find('?'));
  std::string text;
  place to;
  if (redirect == "https")
    text.append("https://").append(without_port(framing.host));
  else
    to = take_apart(redirect);
  text.append(to.origin).append(to.path.empty() ? asked : to.path);
  if (to.path.empty() && asked.empty())
    text.append("/");
  return text.append(to.query.empty() ? asked_query : to.query).append(to.fragment);
}

/// Whether a response of that status has no body (RFC 9110 section 15).
bool has_no_body(unsigned status) {
  return status == 204 || status == 205 || status == 304;
}

} // namespace

own_response answer_of(const config::route_settings& route, const request_framing& framing) {
  own_response answer;
  if (route.redirect.empty()) {
    answer.status = route.status == 0 ? default_answer : route.status;
    if (route.respond && !has_no_body(answer.status))
      answer.body = *route.respond;
    return answer;
  }
  if (route.redirect == "https" && framing.host.empty())
    return make_problem(base::reason::malformed_request, {});
  answer.status = route.status == 0 ? default_redirect : route.status;
  answer.headers = "Location: " + location(route.redirect, framing) + "\r\n";
  return answer;
}

} // namespace loadex::net::http
