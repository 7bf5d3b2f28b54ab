#include "tests/bench/lean/answer.hpp"

#include <strings.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <optional>

namespace loadex::bench {

namespace {

constexpr std::string_view line_end = "\r\n";
constexpr std::string_view head_end = "\r\n\r\n";
constexpr std::string_view content_length = "content-length:";

std::optional<std::size_t> body_size(std::string_view head) {
  for (auto at = head.find(line_end); at != head.npos; at = head.find(line_end, at)) {
    at += line_end.size();
    auto field = head.substr(at, head.find(line_end, at) - at);
    if (field.size() <= content_length.size() ||
        strncasecmp(field.data(), content_length.data(), content_length.size()) != 0)
      continue;
    field.remove_prefix(content_length.size());
    field.remove_prefix(std::min(field.find_first_not_of(' '), field.size()));
    std::size_t size = 0;
    const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), size);
    if (error == std::errc{} && end == field.data() + field.size())
      return size;
  }
  return std::nullopt;
}

answer_reader::state look_at(std::string_view bytes) {
  using enum answer_reader::state;
  const auto end = bytes.find(head_end);
  if (end == bytes.npos)
    return incomplete;
  if (!bytes.starts_with("HTTP/1.1 200 ") || body_size(bytes.substr(0, end)) != answer_body.size())
    return wrong;
  const auto body = bytes.substr(end + head_end.size());
  if (body.size() < answer_body.size())
    return incomplete;
  return body == answer_body ? right : wrong;
}

} // namespace

std::string answer() {
  return "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " + std::to_string(answer_body.size()) +
         std::string(head_end) + std::string(answer_body);
}

answer_reader::state answer_reader::read(std::string_view piece) {
  if (kept_.empty()) {
    const auto seen = look_at(piece);
    if (seen == state::incomplete)
      kept_ = piece;
    return seen;
  }
  kept_ += piece;
  const auto seen = look_at(kept_);
  if (seen != state::incomplete)
    kept_.clear();
  return seen;
}

} // namespace loadex::bench
