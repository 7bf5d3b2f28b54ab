#pragma once

#include "tests/support/e2e/http_message.hpp"
#include "tests/support/e2e/tcp_stream.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace loadex::tests::e2e {

/// A client on one keep-alive connection.
class http_client {
public:
  explicit http_client(std::uint16_t port, const std::string& from = "127.0.0.1");

  /// Takes over a connection to somebody of that name.
  http_client(tcp_stream stream, std::string authority);

  response get(std::string_view target, header_fields fields = {}) { return ask("GET", target, std::move(fields)); }

  /// One request and its response. `fields` are sent as they are; Host and Content-Length are added where missing.
  response ask(std::string_view method, std::string_view target, header_fields fields = {}, std::string_view body = {});

  /// The request alone.
  void send(std::string_view method, std::string_view target, header_fields fields = {}, std::string_view body = {});

  /// The next final response, whole; interim ones are skipped. `method` is what was asked: HEAD has no body.
  response read_response(std::string_view method = "GET");

  /// For bytes that are no plain request.
  tcp_stream& stream() noexcept { return stream_; }

private:
  std::string authority_;
  tcp_stream stream_;
};

} // namespace loadex::tests::e2e
