#pragma once

#include "net/io/types.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

namespace loadex::net::io {

/// What the bytes so far are of a PROXY header, version 1 or 2 (HAProxy's doc/proxy-protocol.txt).
struct proxy_header {
  enum class progress { need_more, bad, complete };

  progress state = progress::need_more;
  std::size_t size = 0;   // of a complete one; else how many bytes more it has at least, none of them the client's
  std::string_view why{}; // it is bad
  std::optional<tcp_endpoint> client{}; // whom it names; none: whoever speaks for itself, as with LOCAL
};

/// The longest header that is read: one of version 1 has at most 107 bytes, one of version 2 is refused if it is
/// longer.
inline constexpr std::size_t longest_proxy_header = 16 + 4'096;

/// Reads a PROXY header from its first byte on. Strict: what the specification does not allow is bad, and so is a
/// checksum that does not fit.
proxy_header read_proxy_header(std::string_view bytes);

} // namespace loadex::net::io
