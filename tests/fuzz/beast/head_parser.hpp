#pragma once

#include "net/http/head.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <string_view>
#include <type_traits>

namespace loadex::tests::fuzz::beast {

/// Beast's parser, recording slices of the buffer where Beast's own subclass copies every header. One object a message;
/// it costs nothing to make. It is given the whole head at once and never sees a body.
template <class Head>
class head_parser final : public boost::beast::http::basic_parser<std::is_same_v<Head, net::http::request_head>> {
  using base = boost::beast::http::basic_parser<std::is_same_v<Head, net::http::request_head>>;
  using error = boost::beast::http::error;
  using error_code = boost::beast::error_code;
  using beast_view = boost::beast::string_view;

public:
  head_parser(Head& head, std::size_t header_limit)
      : head_(head)
      , header_limit_(header_limit) {
    this->body_limit(boost::none);
    this->header_limit(std::numeric_limits<std::uint32_t>::max()); // sizes are counted by our caller
  }

  /// Parses `bytes`, a head from its first line to its empty line.
  error_code parse(std::string_view bytes) {
    error_code ec;
    end_ = bytes.data() + bytes.size();
    const auto used = this->put(boost::asio::buffer(bytes), ec);
    if (!ec && used != bytes.size())
      ec = error::bad_line_ending; // Beast saw another end of the head than we did
    if (ec)
      return ec;
    head_.body.chunked = this->chunked();
    if (const auto length = this->content_length())
      head_.body.length = *length;
    return ec;
  }

  /// Parses a head whose `first_line` stands elsewhere than the rest.
  error_code parse(std::string_view first_line, std::string_view rest) {
    error_code ec;
    if (this->put(boost::asio::buffer(first_line), ec); ec != error::need_more)
      return ec ? ec : error::bad_line_ending;
    return parse(rest);
  }

  bool too_many_headers() const noexcept { return too_many_headers_; }

private:
  void on_request_impl(net::http::verb method, beast_view method_text, beast_view target, int version,
                       error_code&) override {
    if constexpr (std::is_same_v<Head, net::http::request_head>) {
      head_.method = method;
      head_.method_text = method_text;
      head_.target = target;
      head_.version = static_cast<unsigned>(version);
    }
  }

  void on_response_impl(int status, beast_view reason, int version, error_code& ec) override {
    if constexpr (std::is_same_v<Head, net::http::response_head>) {
      if (status < 100 || status > 599)
        ec = error::bad_status;
      head_.status = static_cast<unsigned>(status);
      if (!reason.empty()) // else it may point to where only the first line stands
        head_.reason = reason;
      head_.version = static_cast<unsigned>(version);
    }
  }

  void on_field_impl(net::http::field known, beast_view name, beast_view value, error_code& ec) override {
    if (head_.headers.size() == header_limit_) {
      too_many_headers_ = true;
      ec = error::header_limit;
    } else if (is_folded(name, value)) {
      ec = error::bad_value;
    } else {
      head_.headers.push_back({known, name, value});
    }
  }

  /// Beast joins a folded value in memory of its own, except where the line's first part is empty: then it skips the
  /// line end as if it were white space.
  bool is_folded(beast_view name, beast_view value) const {
    const char* after_colon = name.data() + name.size() + 1;
    const bool in_our_buffer =
        std::less_equal<>{}(after_colon, value.data()) && std::less_equal<>{}(value.data(), end_);
    return !in_our_buffer || std::find(after_colon, value.data(), '\r') != value.data();
  }

  void on_header_impl(error_code&) override {}
  void on_finish_impl(error_code&) override {}

  // Only the head is ever put, so nothing of a body comes.
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
  std::size_t on_body_impl(beast_view, error_code&) override { return 0; }
  void on_chunk_header_impl(std::uint64_t, beast_view, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, beast_view, error_code&) override { return 0; }

  Head& head_;
  std::size_t header_limit_;
  const char* end_ = nullptr;
  bool too_many_headers_ = false;
};

} // namespace loadex::tests::fuzz::beast
