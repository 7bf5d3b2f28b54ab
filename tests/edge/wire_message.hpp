#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace loadex::tests::edge {

/// A message as far as it has come.
struct wire_message {
  std::string head;     // with the empty line; empty until it has come whole
  std::string body;     // without chunk framing
  std::string trailers; // lines with their ends
  std::size_t size = 0; // bytes it takes of the stream, if whole
  bool whole = false;

  /// Of a response whose head has come.
  unsigned status() const;

  /// The second word of a request whose head has come.
  std::string target() const;
};

/// The request at the start of `bytes`.
wire_message read_request(std::string_view bytes);

/// The response at the start of `bytes` to a request with this method; `ended`: no more will come.
wire_message read_response(std::string_view bytes, std::string_view asked, bool ended);

/// Bytes as a C++ literal has them, on one line.
std::string escaped(std::string_view bytes);

/// The same with a line break after each line end, indented.
std::string escaped_lines(std::string_view bytes);

} // namespace loadex::tests::edge
