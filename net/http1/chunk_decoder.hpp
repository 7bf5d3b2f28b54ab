#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace loadex::net::http1 {

/// How much may come besides the data of a chunked body.
struct chunk_limits {
  std::size_t line = 4 * 1024;     // bytes of a chunk-size line with its extensions
  std::size_t trailers = 8 * 1024; // bytes of all trailer lines, the final empty one included
};

/// Decodes a chunked body (RFC 9112 section 7.1) piece by piece, strictly: plain hex sizes that fit 63 bits, CRLF line
/// ends, bounded extension and trailer bytes. Extensions are dropped; trailer fields are collected for the caller,
/// without those that RFC 9110 section 6.5.1 forbids there.
class chunk_decoder {
public:
  /// How far decoding has come.
  enum class progress {
    need_more, // all input consumed
    data,      // `data` holds body bytes; call again with the rest
    done,      // the body and its trailers have ended
    bad,
    too_large // a size line or the trailers exceed the limits
  };

  /// What became of the input's first bytes.
  struct step {
    progress state = progress::need_more;
    std::size_t consumed = 0; // bytes of the input that are done with, the data's included
    std::string_view data;    // slice of the input
  };

  chunk_decoder() = default;
  explicit chunk_decoder(const chunk_limits& limits)
      : limits_(limits) {}

  /// Goes on with `input`, which starts where the last step stopped consuming.
  step next(std::string_view input);

  /// The trailer section as received, complete lines with CRLF, without the final empty line. Valid after `done`.
  std::string_view trailers() const noexcept { return trailers_; }

private:
  enum class state {
    size_start,    // before the first digit
    size,          // after at least one
    extension_gap, // white space after the size, which only an extension may follow
    extension,
    size_lf, // after the CR of the size line
    data,
    data_cr,
    data_lf,
    trailer_start, // at the start of a trailer line or of the final empty one
    trailer_name,
    trailer_value,
    trailer_lf,
    final_lf,
    // ended:
    done,
    bad,
    too_large
  };

  bool ended() const noexcept { return state_ >= state::done; }
  state take(char c);
  state take_size(char c);
  state take_trailer(char c);
  state start_chunk();
  state end_trailer_line();

  chunk_limits limits_;
  state state_ = state::size_start;
  std::uint64_t remaining_ = 0;   // bytes of the chunk still to come, its size while that is read
  std::size_t line_bytes_ = 0;    // of the size line so far
  std::size_t trailer_bytes_ = 0; // of the trailer section so far
  std::size_t trailer_line_ = 0;  // where the trailer line being read starts in `trailers_`
  std::string trailers_;
};

} // namespace loadex::net::http1
