#include "net/http/problem.hpp"

#include "base/enumerators.hpp"

#include <boost/beast/http/status.hpp>
#include <nlohmann/json.hpp>

#include <array>
#include <string>

namespace loadex::net::http {

namespace {

using base::reason;

struct row {
  reason value;
  unsigned status;              // of the answer, 0: there is none
  std::string_view proxy_error; // of the types that RFC 9209 section 2.3 registers
};

constexpr std::array table{
    row{reason::none, 0, "http_request_error"},
    row{reason::dns_failed, 502, "dns_error"},
    row{reason::connect_refused, 502, "connection_refused"},
    row{reason::connect_timeout, 502, "connection_timeout"},
    row{reason::connect_failed, 502, "destination_ip_unroutable"},
    row{reason::tls_failed, 502, "tls_protocol_error"},
    row{reason::certificate_invalid, 502, "tls_certificate_error"},
    row{reason::loop, 0, "http_request_error"},
    row{reason::reset, 502, "connection_terminated"},
    row{reason::response_timeout, 504, "http_response_timeout"},
    row{reason::malformed_response, 502, "http_protocol_error"},
    row{reason::response_too_large, 502, "http_response_header_section_size"},
    row{reason::status_unexpected, 0, "http_request_error"},
    row{reason::body_unexpected, 0, "http_request_error"},
    row{reason::no_backend, 502, "destination_unavailable"},
    row{reason::queue_full, 503, "connection_limit_reached"},
    row{reason::queue_timeout, 503, "connection_limit_reached"},
    row{reason::retry_budget, 0, "http_request_error"},
    row{reason::attempts_exhausted, 0, "http_request_error"},
    row{reason::body_not_held, 0, "http_request_error"},
    row{reason::not_idempotent, 0, "http_request_error"},
    row{reason::client_gone, 499, "http_request_error"},
    row{reason::client_stalled, 499, "http_request_error"},
    row{reason::header_timeout, 408, "http_request_error"},
    row{reason::idle_timeout, 0, "http_request_error"},
    row{reason::malformed_request, 400, "http_request_error"},
    row{reason::uri_too_long, 414, "http_request_error"},
    row{reason::head_too_large, 431, "http_request_error"},
    row{reason::body_timeout, 408, "http_request_error"},
    row{reason::body_too_large, 413, "http_request_error"},
    row{reason::version_unsupported, 505, "http_request_error"},
    row{reason::method_unsupported, 501, "http_request_error"},
    row{reason::loop_detected, 508, "proxy_loop_detected"},
    row{reason::misdirected, 421, "http_request_error"},
    row{reason::not_allowed, 403, "http_request_denied"},
    row{reason::no_route, 404, "destination_not_found"},
    row{reason::bad_proxy_header, 400, "http_request_error"},
    row{reason::handshake_failed, 400, "tls_protocol_error"},
    row{reason::plain_http, 400, "http_request_error"},
    row{reason::unexpected_tls, 400, "http_request_error"},
    row{reason::too_many_requests, 429, "http_request_denied"},
    row{reason::too_many_connections, 429, "http_request_denied"},
    row{reason::no_descriptors, 503, "proxy_internal_error"},
    row{reason::shutting_down, 503, "proxy_internal_error"},
};

static_assert(base::is_complete<reason>(table, &row::value));

constexpr const row& find(reason why) noexcept {
  return table[static_cast<std::size_t>(why)];
}

bool prefers_text(std::string_view accept) {
  return accept.find("text/") != std::string_view::npos && accept.find("json") == std::string_view::npos;
}

} // namespace

unsigned status_of(reason why) noexcept {
  return find(why).status;
}

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
  response.headers =
      "Proxy-Status: loadex; error=" + std::string(find(why).proxy_error) + "; details=\"" + word + "\"\r\n";
  if (status == 503 || status == 429) // a backend that traffic has taken out is probed again by then, a rate refilled
    response.headers += "Retry-After: 1\r\n"; // seconds
  return response;
}

own_response make_problem(reason why, std::string_view accept) {
  return make_problem(status_of(why), why, accept);
}

} // namespace loadex::net::http
