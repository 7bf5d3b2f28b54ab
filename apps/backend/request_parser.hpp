#pragma once

#include <boost/beast/http/basic_parser.hpp>

#include <string>

namespace loadex::backend {

/// Reads one request and keeps what an answer depends on; headers and the body, of any size, are passed over.
class request_parser final : public boost::beast::http::basic_parser<true> {
public:
  request_parser();

  boost::beast::http::verb method() const noexcept { return method_; }
  const std::string& target() const noexcept { return target_; }
  bool is_http_1_0() const noexcept { return version_ == 10; }

  /// Whether the client holds the body back until it is told to continue.
  bool expects_continue() const noexcept { return expects_continue_; }

private:
  using error_code = boost::beast::error_code;
  using string_view = boost::beast::string_view;

  void on_request_impl(boost::beast::http::verb method, string_view method_text, string_view target, int version,
                       error_code& ec) override;
  void on_response_impl(int status, string_view reason, int version, error_code& ec) override;
  void on_field_impl(boost::beast::http::field name, string_view name_text, string_view value, error_code& ec) override;
  void on_header_impl(error_code& ec) override;
  void on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code& ec) override;
  std::size_t on_body_impl(string_view body, error_code& ec) override;
  void on_chunk_header_impl(std::uint64_t size, string_view extensions, error_code& ec) override;
  std::size_t on_chunk_body_impl(std::uint64_t remain, string_view body, error_code& ec) override;
  void on_finish_impl(error_code& ec) override;

  boost::beast::http::verb method_ = boost::beast::http::verb::unknown;
  std::string target_;
  int version_ = 11;
  bool expects_continue_ = false;
};

} // namespace loadex::backend
