#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace loadex::net::http1 {

/// Decodes a chunked body (RFC 9112 section 7.1) piece by piece, strictly: plain hex sizes that fit 63 bits, CRLF line
/// ends, bounded extension and trailer bytes. Extensions are dropped; trailer fields are collected for the caller.
class chunk_decoder {
public:
  enum class progress {
    need_more, // all input consumed
    data,      // `data` holds body bytes; call again with the rest
    done,      // the body and its trailers have ended
    bad
  };

  struct step {
    progress state = progress::need_more;
    std::size_t consumed = 0; // bytes of the input that are done with, the data's included
    std::string_view data;    // slice of the input
  };

  static constexpr std::size_t line_limit = 4 * 1024;    // bytes of a chunk-size line with its extensions
  static constexpr std::size_t trailer_limit = 8 * 1024; // bytes of all trailer lines

  /// Goes on with `input`, which starts where the last step stopped consuming.
  step next(std::string_view input);

  /// The trailer section as received, complete lines with CRLF, without the final empty line. Valid after `done`.
  std::string_view trailers() const noexcept { return trailers_; }

  void reset();

private:
  // Filled in by the implementation.
  std::string trailers_;
};

} // namespace loadex::net::http1
