#pragma once

#include "net/http/head.hpp"
#include "net/http1/framing.hpp"
#include "net/http1/head_reader.hpp"

#include <string>
#include <string_view>

/// Whole messages from text, as a session reads them.
namespace loadex::net::http1 {

/// A request that was read and framed. It keeps its bytes, so it stays where it was made.
struct framed_request {
  explicit framed_request(std::string_view text)
      : bytes(text) {
    std::size_t scanned = 0;
    result = read_request_head(bytes, {}, scanned, head);
    if (result.state == head_result::progress::complete)
      result = frame_request(head, framing);
  }
  framed_request(const framed_request&) = delete;
  framed_request& operator=(const framed_request&) = delete;

  std::string bytes;
  http::request_head head;
  http::request_framing framing;
  head_result result;
};

/// A response to `asked` that was read and framed.
struct framed_response {
  explicit framed_response(std::string_view text, boost::beast::http::verb asked = boost::beast::http::verb::get)
      : bytes(text) {
    std::size_t scanned = 0;
    result = read_response_head(bytes, {}, scanned, head);
    if (result.state == head_result::progress::complete)
      result = frame_response(head, asked, framing);
  }
  framed_response(const framed_response&) = delete;
  framed_response& operator=(const framed_response&) = delete;

  std::string bytes;
  http::response_head head;
  http::response_framing framing;
  head_result result;
};

/// A GET in HTTP/1.1 with a Host and these further header lines.
inline std::string get_with(std::string_view lines) {
  return "GET / HTTP/1.1\r\nHost: example.com\r\n" + std::string(lines) + "\r\n";
}

/// A 200 in HTTP/1.1 with these header lines.
inline std::string ok_with(std::string_view lines) {
  return "HTTP/1.1 200 OK\r\n" + std::string(lines) + "\r\n";
}

} // namespace loadex::net::http1
