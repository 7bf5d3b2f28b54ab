#include "net/http1/io/body_reader.hpp"

#include <algorithm>
#include <utility>

namespace loadex::net::http1 {

using http::body_kind;
using http1::chunk_decoder;

namespace {

constexpr std::uint64_t most_piped = 256 * 1024; // bytes of a piece: others have their turn in between

} // namespace

body_reader::body_reader(io::stream& from, body_kind kind, std::uint64_t length, std::string_view already,
                         std::span<char> buffer, const limits& most)
    : from_(from)
    , kind_(kind)
    , allowed_(most.bytes)
    , remaining_(kind == body_kind::length ? length : 0)
    , unread_(already)
    , buffer_(buffer)
    , decoder_(most.chunks) {}

body_reader::piece body_reader::end() {
  complete_ = true;
  return {piece::kind::end, {}};
}

std::optional<body_reader::piece> body_reader::ready() {
  switch (kind_) {
  case body_kind::none:
    return end();
  case body_kind::length:
    if (remaining_ == 0)
      return end();
    if (remaining_ > allowed_)
      return piece{piece::kind::too_long, {}};
    break;
  case body_kind::chunked:
    return ready_chunk();
  case body_kind::until_close:
    break;
  }
  if (unread_.empty())
    return std::nullopt;
  auto data = kind_ == body_kind::length ? unread_.substr(0, remaining_) : unread_;
  unread_.remove_prefix(data.size());
  count(data.size());
  return piece{piece::kind::data, data};
}

void body_reader::count(std::size_t bytes) noexcept {
  taken_ += bytes;
  if (kind_ != body_kind::length)
    return;
  remaining_ -= bytes;
  allowed_ -= bytes;
}

std::optional<body_reader::piece> body_reader::ready_chunk() {
  if (complete_)
    return end();
  while (!unread_.empty()) {
    const auto step = decoder_.next(unread_);
    unread_.remove_prefix(step.consumed);
    taken_ += step.consumed;
    switch (step.state) {
    case chunk_decoder::progress::data:
      if (step.data.size() > allowed_)
        return piece{piece::kind::too_long, {}};
      allowed_ -= step.data.size();
      return piece{piece::kind::data, step.data};
    case chunk_decoder::progress::done:
      return end();
    case chunk_decoder::progress::bad:
      return piece{piece::kind::malformed, {}};
    case chunk_decoder::progress::too_large:
      return piece{piece::kind::too_large, {}};
    case chunk_decoder::progress::need_more:
      break;
    }
  }
  return std::nullopt;
}

awaitable<body_reader::piece> body_reader::next() {
  for (;;) {
    if (auto p = ready())
      co_return *p;
    // Never past the end of a body of known length: what follows stays in the socket.
    const auto most = kind_ == body_kind::length ? remaining_ : no_limit;
    if (pipe_ != nullptr && kind_ == body_kind::length) {
      const auto [error, n] = co_await from_.read(*pipe_, std::min<std::uint64_t>(most, most_piped));
      if (error || n == 0) // the pipe would have no memory
        co_return piece{piece::kind::cut_off, {}};
      count(n);
      co_return piece{piece::kind::piped, {}};
    }
    const auto room = std::min<std::uint64_t>(most, buffer_.size());
    const auto [error, n] = co_await from_.read(asio::buffer(buffer_.data(), room));
    if (error == asio::error::eof && kind_ == body_kind::until_close)
      co_return end();
    if (error)
      co_return piece{piece::kind::cut_off, {}};
    unread_ = {buffer_.data(), n};
  }
}

} // namespace loadex::net::http1
