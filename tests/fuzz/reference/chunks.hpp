#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace loadex::tests::fuzz::reference {

/// A chunked body read whole.
struct chunked_body {
  std::string data;
  std::size_t size = 0; // bytes of the coding, trailers included
};

/// Reads the chunked body (RFC 9112 section 7.1) at the start of `text`; nothing unless it is there whole and sound.
std::optional<chunked_body> read_chunked(std::string_view text);

} // namespace loadex::tests::fuzz::reference
