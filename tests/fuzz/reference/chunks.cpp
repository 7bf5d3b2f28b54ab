#include "tests/fuzz/reference/chunks.hpp"

#include "tests/fuzz/reference/message.hpp"

#include <algorithm>
#include <cstdint>

namespace loadex::tests::fuzz::reference {

namespace {

/// The size that a chunk's first line gives.
std::optional<std::uint64_t> size_in(std::string_view line) {
  const auto digits = line.substr(0, line.find_first_not_of("0123456789abcdefABCDEF"));
  auto rest = line.substr(digits.size());
  while (!rest.empty() && (rest.front() == ' ' || rest.front() == '\t'))
    rest.remove_prefix(1);
  const bool has_gap = rest.size() < line.size() - digits.size();
  if (digits.empty() || (rest.empty() ? has_gap : rest.front() != ';'))
    return std::nullopt;
  if (std::any_of(rest.begin(), rest.end(), [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7f; }))
    return std::nullopt;
  const auto significant = digits.substr(std::min(digits.find_first_not_of('0'), digits.size()));
  if (significant.size() > 16 || (significant.size() == 16 && significant.front() > '7'))
    return std::nullopt;
  return significant.empty() ? 0 : std::stoull(std::string(significant), nullptr, 16);
}

} // namespace

std::optional<chunked_body> read_chunked(std::string_view text) {
  chunked_body body;
  const auto all = text.size();
  for (;;) {
    const auto end = text.find("\r\n");
    if (end == std::string_view::npos)
      return std::nullopt;
    const auto size = size_in(text.substr(0, end));
    if (!size)
      return std::nullopt;
    text.remove_prefix(end + 2);
    if (*size == 0)
      break;
    if (*size > text.size() || text.size() - *size < 2 || text.substr(*size, 2) != "\r\n")
      return std::nullopt;
    body.data += text.substr(0, *size);
    text.remove_prefix(*size + 2);
  }
  const bool bare = text.starts_with("\r\n");
  const auto end = bare ? 0 : text.find("\r\n\r\n");
  if (end == std::string_view::npos)
    return std::nullopt;
  const auto trailers = bare ? text.substr(0, 2) : text.substr(0, end + 4);
  if (!parse("any first line\r\n" + std::string(trailers))) // trailers are fields
    return std::nullopt;
  body.size = all - text.size() + trailers.size();
  return body;
}

} // namespace loadex::tests::fuzz::reference
