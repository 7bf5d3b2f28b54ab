#include "net/http1/chunk_decoder.hpp"

#include "net/http/characters.hpp"
#include "net/http/header_names.hpp"

#include <algorithm>
#include <optional>

namespace loadex::net::http1 {

namespace {

std::optional<unsigned> hex_digit(char c) {
  if (http::is_digit(c))
    return c - '0';
  if (c >= 'a' && c <= 'f')
    return c - 'a' + 10;
  if (c >= 'A' && c <= 'F')
    return c - 'A' + 10;
  return std::nullopt;
}

/// What framing, routing, access or trust rests on may not come after the body (RFC 9110 section 6.5.1), however it is
/// spelled.
bool may_trail(std::string_view spelled) {
  const auto name = http::as_gateways_read(spelled);
  switch (boost::beast::http::string_to_field(name)) {
  case http::field::content_encoding:
  case http::field::content_type:
  case http::field::content_range:
  case http::field::authorization:
  case http::field::cookie:
  case http::field::set_cookie:
  case http::field::expect:
  case http::field::range:
    return false;
  default:
    return !http::is_ours(name);
  }
}

} // namespace

chunk_decoder::step chunk_decoder::next(std::string_view input) {
  std::size_t at = 0;
  while (at < input.size() && !ended()) {
    if (state_ == state::data) {
      const auto size = std::min<std::uint64_t>(remaining_, input.size() - at);
      remaining_ -= size;
      if (remaining_ == 0)
        state_ = state::data_cr;
      return {progress::data, at + size, input.substr(at, size)};
    }
    state_ = take(input[at++]);
  }
  switch (state_) {
  case state::done:
    return {progress::done, at, {}};
  case state::bad:
    return {progress::bad, at, {}};
  case state::too_large:
    return {progress::too_large, at, {}};
  default:
    return {progress::need_more, at, {}};
  }
}

chunk_decoder::state chunk_decoder::take(char c) {
  switch (state_) {
  case state::data_cr:
    return c == '\r' ? state::data_lf : state::bad;
  case state::data_lf:
    return c == '\n' ? state::size_start : state::bad;
  case state::trailer_start:
  case state::trailer_name:
  case state::trailer_value:
  case state::trailer_lf:
  case state::final_lf:
    return ++trailer_bytes_ <= limits_.trailers ? take_trailer(c) : state::too_large;
  default:
    return ++line_bytes_ <= limits_.line ? take_size(c) : state::too_large;
  }
}

chunk_decoder::state chunk_decoder::take_size(char c) {
  if (state_ == state::size_lf)
    return c == '\n' ? start_chunk() : state::bad;
  if (state_ == state::extension)
    return c == '\r' ? state::size_lf : http::is_text(c) ? state::extension : state::bad;
  if (state_ != state::extension_gap) {
    if (const auto digit = hex_digit(c)) {
      if (remaining_ > (INT64_MAX >> 4))
        return state::bad;
      remaining_ = remaining_ * 16 + *digit;
      return state::size;
    }
    if (state_ == state::size_start)
      return state::bad;
    if (c == '\r')
      return state::size_lf;
  }
  if (c == ';')
    return state::extension;
  return c == ' ' || c == '\t' ? state::extension_gap : state::bad;
}

chunk_decoder::state chunk_decoder::start_chunk() {
  line_bytes_ = 0;
  return remaining_ > 0 ? state::data : state::trailer_start;
}

chunk_decoder::state chunk_decoder::take_trailer(char c) {
  if (state_ == state::final_lf)
    return c == '\n' ? state::done : state::bad;
  if (state_ == state::trailer_start && c == '\r')
    return state::final_lf;

  trailers_.push_back(c);
  switch (state_) {
  case state::trailer_start: // white space here would fold the line before
    return http::is_token_character(c) ? state::trailer_name : state::bad;
  case state::trailer_name:
    return c == ':' ? state::trailer_value : http::is_token_character(c) ? state::trailer_name : state::bad;
  case state::trailer_value:
    return c == '\r' ? state::trailer_lf : http::is_text(c) ? state::trailer_value : state::bad;
  default:
    return c == '\n' ? end_trailer_line() : state::bad;
  }
}

chunk_decoder::state chunk_decoder::end_trailer_line() {
  const auto line = std::string_view(trailers_).substr(trailer_line_);
  if (!may_trail(line.substr(0, line.find(':'))))
    trailers_.resize(trailer_line_);
  trailer_line_ = trailers_.size();
  return state::trailer_start;
}

} // namespace loadex::net::http1
