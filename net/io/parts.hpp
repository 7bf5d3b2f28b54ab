#pragma once

#include "net/io/types.hpp"

#include <boost/asio/buffer.hpp>

#include <algorithm>
#include <cstddef>
#include <span>

namespace loadex::net::io {

/// Past so many bytes of what is in parts.
inline void advance(std::span<asio::const_buffer>& parts, std::size_t bytes) {
  while (!parts.empty()) {
    const auto step = std::min(bytes, parts.front().size());
    parts.front() += step;
    bytes -= step;
    if (parts.front().size() > 0)
      return;
    parts = parts.subspan(1);
  }
}

} // namespace loadex::net::io
