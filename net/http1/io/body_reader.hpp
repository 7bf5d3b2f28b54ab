#pragma once

#include "net/http/body_piece.hpp"
#include "net/http/framing.hpp"
#include "net/http1/chunk_decoder.hpp"
#include "net/io/stream.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace loadex::net::http1 {

/// Reads one message's body off a connection, decoded, piece by piece, through a fixed buffer.
class body_reader {
public:
  using piece = http::body_piece;

  struct limits {
    http1::chunk_limits chunks;
    std::uint64_t bytes = no_limit; // of the body, decoded
  };
  static constexpr std::uint64_t no_limit = UINT64_MAX;

  /// `already`: bytes of the stream that were read together with the head; they stay valid while the reader is used.
  body_reader(io::stream& from, http::body_kind kind, std::uint64_t length, std::string_view already,
              std::span<char> buffer, const limits& most);

  /// What is left of a body of known length comes through that pipe, which is empty whenever a piece is asked for.
  void use(io::pipe& through) noexcept { pipe_ = &through; }

  /// The next piece if it can be had without waiting.
  std::optional<piece> ready();

  /// The next piece.
  awaitable<piece> next();

  /// Whether the body has been read to its proper end.
  bool complete() const noexcept { return complete_; }

  /// Bytes that it has come in so far, the framing of chunks included.
  std::uint64_t taken() const noexcept { return taken_; }

  /// After the end: bytes that were read and belong to whatever follows this message.
  std::string_view rest() const noexcept { return unread_; }

  /// After the end of a chunked body: its trailer lines, each with CRLF.
  std::string_view trailers() const noexcept { return decoder_.trailers(); }

private:
  std::optional<piece> ready_chunk();
  piece end();
  void count(std::size_t bytes) noexcept;

  io::stream& from_;
  const http::body_kind kind_;
  std::uint64_t allowed_;   // bytes that may come yet
  std::uint64_t remaining_; // of body_kind::length
  std::uint64_t taken_ = 0;
  std::string_view unread_;
  const std::span<char> buffer_;
  http1::chunk_decoder decoder_;
  bool complete_ = false;
  io::pipe* pipe_ = nullptr;
};

} // namespace loadex::net::http1
