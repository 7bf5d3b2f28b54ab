#include "tests/support/e2e/http_message.hpp"

#include <nlohmann/json.hpp>

#include <strings.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace loadex::tests::e2e {

namespace {

std::size_t number(std::string_view digits, int base) {
  std::size_t result = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), result, base);
  if (error != std::errc{} || end != digits.data() + digits.size())
    throw std::runtime_error("not a number: " + std::string(digits));
  return result;
}

std::string read_line(tcp_stream& from) {
  auto line = from.read_through("\r\n");
  line.resize(line.size() - 2);
  return line;
}

void read_head(tcp_stream& from, message_head& head) {
  head.start_line = read_line(from);
  for (auto line = read_line(from); !line.empty(); line = read_line(from)) {
    const auto colon = line.find(':');
    if (colon == std::string::npos)
      throw std::runtime_error("not a header line: " + line);
    const auto value = line.find_first_not_of(' ', colon + 1);
    head.fields.push_back({line.substr(0, colon), value == std::string::npos ? "" : line.substr(value)});
  }
}

void pass_on(tcp_stream& from, std::size_t size, const body_sink& sink) {
  while (size > 0) {
    const auto piece = from.read_some(std::min<std::size_t>(size, 64 * 1024));
    if (piece.empty())
      throw connection_ended("the body was cut off");
    sink(piece);
    size -= piece.size();
  }
}

} // namespace

std::string message_head::value(std::string_view name) const {
  const auto all = values(name);
  return all.empty() ? "" : all.front();
}

std::vector<std::string> message_head::values(std::string_view name) const {
  std::vector<std::string> result;
  for (const auto& field : fields)
    if (field.name.size() == name.size() && ::strncasecmp(field.name.data(), name.data(), name.size()) == 0)
      result.push_back(field.value);
  return result;
}

std::string reason_in(const response& answer) {
  return nlohmann::json::parse(answer.body).at("reason");
}

request read_request_head(tcp_stream& from) {
  request result;
  read_head(from, result);
  const auto first = result.start_line.find(' ');
  const auto second = result.start_line.find(' ', first + 1);
  result.method = result.start_line.substr(0, first);
  result.target = result.start_line.substr(first + 1, second - first - 1);
  return result;
}

response read_response_head(tcp_stream& from) {
  response result;
  read_head(from, result);
  result.status = static_cast<unsigned>(number(std::string_view(result.start_line).substr(9, 3), 10));
  return result;
}

bool read_framed_body(tcp_stream& from, const message_head& head, const body_sink& sink) {
  if (head.value("Transfer-Encoding") == "chunked") {
    while (const auto size = number(read_line(from), 16)) {
      pass_on(from, size, sink);
      read_line(from);
    }
    while (!read_line(from).empty())
      ; // trailers
    return true;
  }
  if (!head.has("Content-Length"))
    return false;
  pass_on(from, number(head.value("Content-Length"), 10), sink);
  return true;
}

std::string to_bytes(std::string_view start_line, const header_fields& fields) {
  auto bytes = std::string(start_line) + "\r\n";
  for (const auto& field : fields)
    bytes += field.name + ": " + field.value + "\r\n";
  return bytes + "\r\n";
}

std::string chunk(std::string_view data) {
  char size[16];
  const auto end = std::to_chars(size, size + sizeof size, data.size(), 16).ptr;
  return std::string(size, end) + "\r\n" + std::string(data) + "\r\n";
}

} // namespace loadex::tests::e2e
