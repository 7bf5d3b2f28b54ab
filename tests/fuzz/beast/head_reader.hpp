#pragma once

#include "net/http/head.hpp"
#include "net/http1/head_reader.hpp"

#include <string_view>

/// Heads as Beast's parser reads them, which the product used before it had a scanner: what that reads must be the
/// same.
namespace loadex::tests::fuzz::beast {

/// As `net::http1::read_request_head`, of bytes that come at once.
net::http1::head_result read_request_head(std::string_view bytes, const net::http1::head_limits& limits,
                                          net::http::request_head& head);

/// As `net::http1::read_response_head`, likewise.
net::http1::head_result read_response_head(std::string_view bytes, const net::http1::head_limits& limits,
                                           net::http::response_head& head);

} // namespace loadex::tests::fuzz::beast
