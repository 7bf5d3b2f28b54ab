#include "net/http/head.hpp"

#include <algorithm>

namespace loadex::net::http {

void request_head::clear() {
  auto memory = std::move(headers);
  memory.clear();
  *this = {};
  headers = std::move(memory);
}

void response_head::clear() {
  auto memory = std::move(headers);
  memory.clear();
  *this = {};
  headers = std::move(memory);
}

std::string_view value_of(const request_head& head, field name) {
  const auto found = std::ranges::find(head.headers, name, &header::known);
  return found == head.headers.end() ? std::string_view() : found->value;
}

} // namespace loadex::net::http
