#pragma once

#include "net/http/head.hpp"

#include <cstddef>
#include <string_view>

namespace loadex::net::http1 {

/// What a text was found to be.
enum class scan_result {
  complete,            // it begins with a head, whose size is known now
  malformed,           // with none, or with a part of one
  version_unsupported, // with a request line of another version, such as `GET / HTTP/2.0`
  too_many_headers,
};

/// Finds the parts of the request head that `text` begins with, from its first line to its empty line, and checks every
/// character (RFC 9112). Slices of `head` point into `text`. It remembers nothing: call it again once more has come.
scan_result scan_request_head(std::string_view text, std::size_t most_headers, http::request_head& head);

/// The same for a response head.
scan_result scan_response_head(std::string_view text, std::size_t most_headers, http::response_head& head);

} // namespace loadex::net::http1
