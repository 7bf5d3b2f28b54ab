#include "net/http1/body_end.hpp"

#include <boost/beast/core/string.hpp>

#include <charconv>

namespace loadex::net::http1 {

void body_end::add_content_length(std::string_view value) {
  std::uint64_t number = 0;
  const auto* end = value.data() + value.size();
  const auto [stop, error] = std::from_chars(value.data(), end, number);
  const bool plain = error == std::errc{} && stop == end && number <= largest;
  if (!plain || (said_.length && *said_.length != number))
    malformed_ = true;
  said_.length = number;
}

void body_end::add_transfer_encoding(std::string_view value) {
  if (said_.chunked || !boost::beast::iequals(value, "chunked"))
    malformed_ = true;
  said_.chunked = true;
}

} // namespace loadex::net::http1
