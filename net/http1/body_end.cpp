#include "net/http1/body_end.hpp"

#include <boost/beast/core/string.hpp>

#include <charconv>

namespace loadex::net::http1 {

void body_end::add_content_length(std::string_view value) {
  std::uint64_t number = 0;
  const auto* end = value.data() + value.size();
  const auto [stop, error] = std::from_chars(value.data(), end, number);
  const bool plain = error == std::errc{} && stop == end && number <= largest;
  if (!plain || (length_ && *length_ != number))
    malformed_ = true;
  length_ = number;
}

void body_end::add_transfer_encoding(std::string_view value) {
  if (chunked_ || !boost::beast::iequals(value, "chunked"))
    malformed_ = true;
  chunked_ = true;
}

bool body_end::acceptable(unsigned version, const http::parser_framing& second_opinion) const noexcept {
  if (malformed_ || (chunked_ && (length_ || version < 11)))
    return false;
  return second_opinion.chunked == chunked_ && second_opinion.length == length_;
}

} // namespace loadex::net::http1
