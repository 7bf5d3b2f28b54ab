#include "base/reason.hpp"

#include <array>

namespace loadex::base {

namespace {

struct entry {
  reason value;
  std::string_view word;
  std::string_view sentence;
};

constexpr std::array vocabulary{
    entry{reason::none, "none", "Nothing failed."},
    entry{reason::dns_failed, "dns_failed", "The backend's host name does not resolve."},
    entry{reason::connect_refused, "connect_refused", "The backend refused the connection."},
    entry{reason::connect_timeout, "connect_timeout", "The backend did not accept the connection in time."},
    entry{reason::connect_failed, "connect_failed", "The backend could not be reached."},
    entry{reason::tls_failed, "tls_failed", "The backend and the balancer could not agree on TLS."},
    entry{reason::certificate_invalid, "certificate_invalid", "The backend's certificate is not one to trust."},
    entry{reason::loop, "loop", "The backend's address is the balancer's own."},
    entry{reason::reset, "reset", "The backend ended the connection before its response was complete."},
    entry{reason::response_timeout, "response_timeout", "The backend did not answer in time."},
    entry{reason::malformed_response, "malformed_response", "The backend's response is not valid HTTP."},
    entry{reason::response_too_large, "response_too_large",
          "The backend's response exceeds a limit of the balancer: its head, a chunk line or its trailers."},
    entry{reason::status_unexpected, "status_unexpected",
          "The backend answered with a status that does not mean healthy."},
    entry{reason::body_unexpected, "body_unexpected", "The health check's answer does not contain what it should."},
    entry{reason::no_backend, "no_backend", "No healthy backend is available."},
    entry{reason::queue_full, "queue_full",
          "Every backend is at its limit, and too many requests are waiting already."},
    entry{reason::queue_timeout, "queue_timeout", "Every backend was at its limit for too long."},
    entry{reason::retry_budget, "retry_budget", "Too many requests are being retried already."},
    entry{reason::attempts_exhausted, "attempts_exhausted", "Every allowed attempt at a backend failed."},
    entry{reason::body_not_held, "body_not_held", "The request's body is too long to be sent again."},
    entry{reason::not_idempotent, "not_idempotent", "The request's method is not safe to send again."},
    entry{reason::client_gone, "client_gone", "The client went away before its response was complete."},
    entry{reason::client_stalled, "client_stalled", "The client stopped taking its response."},
    entry{reason::header_timeout, "header_timeout", "The request's head was not complete in time."},
    entry{reason::idle_timeout, "idle_timeout", "The backend stopped in the middle of its response."},
    entry{reason::malformed_request, "malformed_request", "The request is not valid HTTP."},
    entry{reason::uri_too_long, "uri_too_long", "The request line is too long."},
    entry{reason::head_too_large, "head_too_large", "The request's head is too large or has too many headers."},
    entry{reason::body_timeout, "body_timeout", "The request's body came too slowly."},
    entry{reason::body_too_large, "body_too_large", "The request's body is too large."},
    entry{reason::version_unsupported, "version_unsupported", "Only HTTP/1.0 and HTTP/1.1 are spoken here."},
    entry{reason::method_unsupported, "method_unsupported", "This method is not supported."},
    entry{reason::loop_detected, "loop_detected", "The request has come back to this balancer."},
    entry{reason::misdirected, "misdirected",
          "This connection was agreed for another host, with another certificate: ask on one of its own."},
    entry{reason::not_allowed, "not_allowed", "This peer may not use the admin addresses."},
    entry{reason::no_route, "no_route", "No route takes this request."},
    entry{reason::bad_proxy_header, "bad_proxy_header", "The connection does not begin with a good PROXY header."},
    entry{reason::handshake_failed, "handshake_failed", "The client and the balancer could not agree on TLS."},
    entry{reason::plain_http, "plain_http", "This port speaks HTTP over TLS: ask for https:// instead of http://."},
    entry{reason::unexpected_tls, "unexpected_tls",
          "This port speaks HTTP without TLS: ask for http:// instead of https://."},
    entry{reason::too_many_requests, "too_many_requests", "This client sends too many requests a second."},
    entry{reason::too_many_connections, "too_many_connections", "This client has too many connections open."},
    entry{reason::no_descriptors, "no_descriptors", "The balancer has run out of file descriptors or ports."},
    entry{reason::shutting_down, "shutting_down", "The balancer is shutting down."},
};

static_assert(is_complete<reason>(vocabulary, &entry::value));

const entry& find(reason why) noexcept {
  return vocabulary[static_cast<std::size_t>(why)];
}

} // namespace

std::string_view to_string(reason why) noexcept {
  return find(why).word;
}

std::string_view sentence(reason why) noexcept {
  return find(why).sentence;
}

} // namespace loadex::base
