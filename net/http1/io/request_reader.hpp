#pragma once

#include "net/http/framing.hpp"
#include "net/http/head.hpp"
#include "net/http1/head_reader.hpp"
#include "net/io/deadline.hpp"
#include "net/io/stream.hpp"
#include "net/io/types.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace loadex::net::http1 {

/// Reads the request heads of one connection, one after the other, and frames each request.
class request_reader {
public:
  /// `patience`: for a head that is not whole at once; most are, and need no deadline of their own.
  request_reader(io::stream& from, io::deadline& deadline, const head_limits& most, steady_clock::duration patience);

  /// Begins the next head, in `bytes`, which the caller keeps until the request is answered: at least as many as a head
  /// may have. If some of it has come behind the request before, that is at their beginning.
  void begin(std::span<char> bytes);

  /// The head, or what is wrong with it, if that can be told without waiting.
  std::optional<head_result> ready();

  /// The same with waiting: 408 once patience has ended, `need_more` if the client has left.
  awaitable<head_result> next();

  const http::request_head& head() const noexcept { return head_; }
  const http::request_framing& framing() const noexcept { return framing_; }

  /// What was read behind the head.
  std::string_view rest() const noexcept { return {bytes_.data() + head_.size, filled_ - head_.size}; }

  /// `rest` has come behind the request, and is the beginning of the next one.
  void carry_over(std::string_view rest);

  /// Whether nothing of the next request has been read.
  bool empty() const noexcept { return filled_ == 0; }

private:
  head_result parse();
  std::optional<head_result> add(const io_result& got);
  asio::mutable_buffer room() const noexcept { return asio::buffer(bytes_.data() + filled_, bytes_.size() - filled_); }

  io::stream& from_;
  io::deadline& deadline_;
  const head_limits most_;
  const steady_clock::duration patience_;
  std::span<char> bytes_;
  std::size_t filled_ = 0;
  std::size_t scanned_ = 0; // of them, for the end of the head
  http::request_head head_;
  http::request_framing framing_;
};

} // namespace loadex::net::http1
