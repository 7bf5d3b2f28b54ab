#include "apps/backend/request_parser.hpp"

#include <boost/beast/core/string.hpp>

namespace loadex::backend {

namespace http = boost::beast::http;

request_parser::request_parser() {
  eager(true);
  body_limit(boost::none);
  header_limit(64 * 1024); // more than any proxy in front lets pass
}

void request_parser::on_request_impl(http::verb method, string_view, string_view target, int version, error_code&) {
  method_ = method;
  target_ = target;
  version_ = version;
}

void request_parser::on_field_impl(http::field name, string_view, string_view value, error_code&) {
  if (name == http::field::expect)
    expects_continue_ = boost::beast::iequals(value, "100-continue");
}

std::size_t request_parser::on_body_impl(string_view body, error_code&) {
  return body.size();
}

std::size_t request_parser::on_chunk_body_impl(std::uint64_t, string_view body, error_code&) {
  return body.size();
}

// The rest of the interface is of no interest here.
void request_parser::on_response_impl(int, string_view, int, error_code&) {}
void request_parser::on_header_impl(error_code&) {}
void request_parser::on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) {}
void request_parser::on_chunk_header_impl(std::uint64_t, string_view, error_code&) {}
void request_parser::on_finish_impl(error_code&) {}

} // namespace loadex::backend
