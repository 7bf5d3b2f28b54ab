#include "tests/fuzz/reference/message.hpp"

#include <algorithm>
#include <cctype>
#include <limits>

namespace loadex::tests::fuzz::reference {

namespace {

const std::string token_marks = "!#$%&'*+-.^_`|~";

std::string lower(std::string text) {
  for (auto& c : text)
    if (c >= 'A' && c <= 'Z')
      c = static_cast<char>(c - 'A' + 'a');
  return text;
}

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return (c < 0x80 && std::isalnum(c) != 0) ||
           (c != 0 && token_marks.find(static_cast<char>(c)) != std::string::npos);
  });
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7f; });
}

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos)
    return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t") - first + 1));
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const auto end = text.find("\r\n");
    if (end == std::string_view::npos)
      return {};
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end + 2);
  }
  return lines;
}

std::optional<std::uint64_t> number(const std::string& digits) {
  if (digits.empty() || digits.find_first_not_of("0123456789") != std::string::npos)
    return std::nullopt;
  std::uint64_t value = 0;
  for (const char digit : digits) {
    const auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    const auto next = static_cast<std::uint64_t>(digit - '0');
    if (value > (most - next) / 10)
      return std::nullopt;
    value = value * 10 + next;
  }
  return value;
}

} // namespace

std::vector<std::string> message::values(std::string_view name) const {
  std::vector<std::string> found;
  for (const auto& f : fields)
    if (f.name == name)
      found.push_back(f.value);
  return found;
}

std::optional<message> parse(std::string_view text) {
  const auto lines = lines_of(text);
  if (lines.size() < 2 || !lines.back().empty())
    return std::nullopt;
  message head;
  const auto& first = lines.front();
  const auto one = first.find(' ');
  if (one == std::string::npos || has_control(first))
    return std::nullopt;
  const auto two = std::min(first.size(), first.find(' ', one + 1)); // a status line may end with its status
  head.first_line = {first.substr(0, one), first.substr(one + 1, two - one - 1),
                     first.substr(std::min(first.size(), two + 1))};
  for (std::size_t i = 1; i + 1 < lines.size(); ++i) {
    const auto colon = lines[i].find(':');
    if (colon == std::string::npos || has_control(lines[i]) || !is_token(lines[i].substr(0, colon)))
      return std::nullopt;
    head.fields.push_back({lower(lines[i].substr(0, colon)), trimmed(lines[i].substr(colon + 1))});
  }
  return head;
}

std::optional<body> announced(const message& head, bool modern, body_kind without) {
  const auto codings = head.values("transfer-encoding");
  const auto lengths = head.values("content-length");
  if (!codings.empty()) {
    if (codings.size() > 1 || lower(codings.front()) != "chunked" || !lengths.empty() || !modern)
      return std::nullopt;
    return body{body_kind::chunked, 0};
  }
  if (lengths.empty())
    return body{without, 0};
  for (const auto& text : lengths)
    if (!number(text) || number(text) != number(lengths.front()))
      return std::nullopt;
  return body{body_kind::length, *number(lengths.front())};
}

std::optional<body> body_of_request(const message& head) {
  const auto& version = head.first_line[2];
  const bool modern = version == "HTTP/1.1";
  if ((!modern && version != "HTTP/1.0") || !is_token(head.first_line[0]) || head.first_line[1].empty() ||
      head.first_line[0] == "CONNECT")
    return std::nullopt;
  const auto hosts = head.values("host");
  if (hosts.size() > 1 || (modern && hosts.empty()))
    return std::nullopt;
  return announced(head, modern, body_kind::none);
}

std::optional<body> body_of_response(const message& head, std::string_view asked) {
  const auto& version = head.first_line[0];
  const auto status = number(head.first_line[1]);
  const bool modern = version == "HTTP/1.1";
  if ((!modern && version != "HTTP/1.0") || head.first_line[1].size() != 3 || !status || *status < 100 || *status > 599)
    return std::nullopt;
  const auto said = announced(head, modern, body_kind::until_close);
  if (said && (asked == "HEAD" || *status < 200 || *status == 204 || *status == 304))
    return body{};
  return said;
}

} // namespace loadex::tests::fuzz::reference
