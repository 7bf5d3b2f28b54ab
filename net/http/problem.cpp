#include "net/http/problem.hpp"

#include <boost/beast/http/status.hpp>
#include <nlohmann/json.hpp>

#include <string>

namespace loadex::net::http {

namespace {

using base::reason;

/// The error types that RFC 9209 section 2.3 registers.
std::string_view proxy_error(reason why) {
  switch (why) {
  case reason::dns_failed:
    return "dns_error";
  case reason::connect_refused:
    return "connection_refused";
  case reason::connect_timeout:
    return "connection_timeout";
  case reason::connect_failed:
    return "destination_ip_unroutable";
  case reason::reset:
    return "connection_terminated";
  case reason::response_timeout:
    return "http_response_timeout";
  case reason::malformed_response:
    return "http_protocol_error";
  case reason::response_too_large:
    return "http_response_header_section_size";
  case reason::loop_detected:
    return "proxy_loop_detected";
  case reason::no_backend:
    return "destination_unavailable";
  case reason::queue_full:
  case reason::queue_timeout:
    return "connection_limit_reached";
  case reason::not_allowed:
  case reason::too_many_requests:
  case reason::too_many_connections:
    return "http_request_denied";
  case reason::no_descriptors:
  case reason::shutting_down:
    return "proxy_internal_error";
  default:
    return "http_request_error";
  }
}

bool prefers_text(std::string_view accept) {
  return accept.find("text/") != std::string_view::npos && accept.find("json") == std::string_view::npos;
}

} // namespace

own_response make_problem(unsigned status, reason why, std::string_view accept, std::string_view more) {
  const std::string word(base::to_string(why));
  std::string sentence(base::sentence(why));
  if (!more.empty())
    sentence.append(" ").append(more);
  const std::string title(boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(status)));
  own_response response;
  response.status = status;
  if (prefers_text(accept)) {
    response.body = title + ": " + sentence + " (" + word + ")\n";
  } else {
    response.type = "application/problem+json";
    response.body =
        nlohmann::ordered_json{
            {"type", "about:blank"}, {"title", title}, {"status", status}, {"detail", sentence}, {"reason", word}}
            .dump() +
        "\n";
  }
  response.headers = "Proxy-Status: loadex; error=" + std::string(proxy_error(why)) + "; details=\"" + word + "\"\r\n";
  if (status == 503 || status == 429) // a backend that traffic has taken out is probed again by then, a rate refilled
    response.headers += "Retry-After: 1\r\n"; // seconds
  return response;
}

} // namespace loadex::net::http
