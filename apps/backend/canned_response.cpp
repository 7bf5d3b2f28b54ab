#include "apps/backend/canned_response.hpp"

#include <boost/beast/http/status.hpp>
#include <fmt/format.h>

namespace loadex::backend {

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;

constexpr std::string_view empty_line = "\r\n";
constexpr std::string_view connection_close = "Connection: close\r\n";

std::string_view connection_header(const request_parser& request) {
  if (!request.keep_alive())
    return connection_close;
  return request.is_http_1_0() ? "Connection: keep-alive\r\n" : "";
}

} // namespace

canned_response::canned_response(unsigned status, std::string_view body)
    : body_{empty_line} {
  const auto reason = http::obsolete_reason(static_cast<http::status>(status));
  head_ = fmt::format("HTTP/1.1 {} {}\r\n", status, std::string_view{reason.data(), reason.size()});
  if (status == 204 || status == 304)
    return; // these have no body
  head_ += fmt::format("Content-Type: text/plain\r\nContent-Length: {}\r\n", body.size());
  body_ += body;
}

canned_response::buffers canned_response::to(const request_parser& request) const {
  const auto connection = connection_header(request);
  const auto body_size = request.method() == http::verb::head ? empty_line.size() : body_.size();
  return {asio::buffer(head_), asio::buffer(connection), asio::buffer(body_, body_size)};
}

canned_response::buffers canned_response::closing() const {
  return {asio::buffer(head_), asio::buffer(connection_close), asio::buffer(body_)};
}

} // namespace loadex::backend
