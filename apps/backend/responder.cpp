#include "apps/backend/responder.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <string>
#include <string_view>

namespace loadex::backend {

namespace {

responder::response make_response(unsigned status, std::string_view body) {
  return std::make_shared<const canned_response>(status, body);
}

responder::response make_health(unsigned status) {
  return make_response(status, status == 200 ? "OK\n" : "Not OK\n");
}

/// The number in `?status=`, if it is one that a response can have.
std::optional<unsigned> requested_status(std::string_view target) {
  const auto url = boost::urls::parse_origin_form(target);
  if (!url)
    return std::nullopt;
  const auto params = url->params();
  const auto found = params.find("status");
  if (found == params.end())
    return std::nullopt;
  const std::string value = (*found).value;
  unsigned status = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), status);
  if (error != std::errc{} || end != value.data() + value.size() || status < 200 || status > 599)
    return std::nullopt;
  return status;
}

} // namespace

responder::responder(const options& chosen, std::uint16_t port)
    : fails_{chosen.failure_rate}
    , bad_request_{make_response(400, "Bad request\n")}
    , health_{make_health(200)} {
  const auto body = fmt::format("Response from backend: http://localhost:{}\n", port);
  usual_ = make_response(chosen.status, body);
  failure_ = make_response(500, body);
}

responder::response responder::answer(const request_parser& request) {
  if (is_health(request))
    return request.method() == boost::beast::http::verb::post ? change_health(request) : health_;
  return fails_(random_) ? failure_ : usual_;
}

bool responder::is_health(const request_parser& request) {
  const std::string_view target = request.target();
  return target.substr(0, target.find('?')) == "/health";
}

responder::response responder::change_health(const request_parser& request) {
  const auto status = requested_status(request.target());
  if (!status)
    return make_response(400, "Say which status /health is to answer: POST /health?status=503 (200 to 599)\n");
  health_ = make_health(*status);
  return make_response(200, fmt::format("/health answers {} from now on\n", *status));
}

} // namespace loadex::backend
