#include "net/http/route_words.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace loadex::net::http {

namespace {

std::string condition_of(const config::header_condition& wanted) {
  return "header " + wanted.name + (wanted.value ? ": " + *wanted.value : "");
}

std::string methods_of(const config::route_settings& route) {
  return base::join(route.methods, " or ", [](const std::string& method) { return method; });
}

} // namespace

std::string name_of(const config::route_settings& route, std::size_t place) {
  const auto number = "route " + std::to_string(place + 1);
  return route.name.empty() ? number : number + " (" + route.name + ")";
}

std::string host_of(const config::route_settings& route) {
  return route.host.empty() ? "any host" : "host " + route.host;
}

std::string path_of(const config::route_settings& route) {
  if (route.path_exact)
    return "path " + route.path + " alone";
  return route.path == "/" ? "any path" : "path " + route.path + " and below";
}

std::string conditions_of(const config::route_settings& route) {
  auto text = host_of(route) + ", " + path_of(route);
  if (!route.methods.empty())
    text += ", method " + methods_of(route);
  if (route.client_verified)
    text += ", a client whose certificate is good";
  for (const auto& wanted : route.headers)
    text += ", " + condition_of(wanted);
  return text;
}

std::string unmet_of(const config::route_settings& route, const http::request_head& head) {
  if (!route.methods.empty() && std::ranges::find(route.methods, head.method_text) == route.methods.end())
    return "the method is not " + methods_of(route);
  if (route.client_verified && route.headers.empty())
    return "it wants a client with a good certificate";
  return "it wants " + base::join(route.headers, " and ", condition_of);
}

} // namespace loadex::net::http
