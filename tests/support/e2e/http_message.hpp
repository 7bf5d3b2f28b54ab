#pragma once

#include "tests/support/e2e/tcp_stream.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace loadex::tests::e2e {

struct header_field {
  std::string name;
  std::string value;
};

using header_fields = std::vector<header_field>;

/// The head of a request or response as it was on the wire.
struct message_head {
  std::string start_line;
  header_fields fields;

  /// The value of the first field of that name, in any case; empty if there is none.
  std::string value(std::string_view name) const;
  std::vector<std::string> values(std::string_view name) const;
  bool has(std::string_view name) const { return !values(name).empty(); }
};

struct request : message_head {
  std::string method;
  std::string target;
};

struct response : message_head {
  unsigned status = 0;
  std::string body;
};

/// The reason word of a problem that Loadex answers with.
std::string reason_in(const response& answer);

request read_request_head(tcp_stream& from);

/// Of an interim response too.
response read_response_head(tcp_stream& from);

using body_sink = std::function<void(std::string_view piece)>;

/// Reads a body framed by Content-Length or chunks; false if the head announces none of both.
/// @throws connection_ended if it breaks off
bool read_framed_body(tcp_stream& from, const message_head& head, const body_sink& sink);

/// Start line, fields and the empty line.
std::string to_bytes(std::string_view start_line, const header_fields& fields);

/// One piece of a chunked body.
std::string chunk(std::string_view data);

inline constexpr std::string_view last_chunk = "0\r\n\r\n";

} // namespace loadex::tests::e2e
