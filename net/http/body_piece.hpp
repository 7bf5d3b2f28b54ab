#pragma once

#include <string_view>

namespace loadex::net::http {

/// A part of a message's body, decoded, or how the body ended.
struct body_piece {
  enum class kind {
    data,
    piped,     // data that are in the pipe which its reader was given
    end,       // the body is complete
    cut_off,   // its sender ended first
    malformed, // its coding is broken
    too_large, // what comes besides its data is: a chunk line, or the trailers
    too_long   // the data are longer than allowed
  };
  kind what = kind::data;
  std::string_view data{}; // valid until the next piece is asked for
};

} // namespace loadex::net::http
