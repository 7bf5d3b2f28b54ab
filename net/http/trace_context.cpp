#include "net/http/trace_context.hpp"

#include "net/http/characters.hpp"
#include "net/http/header_names.hpp"

#include <algorithm>

namespace loadex::net::http {

namespace {

constexpr std::string_view parent_name = "traceparent";
constexpr std::string_view state_name = "tracestate";

constexpr std::size_t length_of_00 = 55; // 00-TRACE-PARENT-FLAGS

constexpr bool is_hex(char c) noexcept {
  return is_digit(c) || (c >= 'a' && c <= 'f'); // capitals are not allowed
}

bool is_hex(std::string_view text) noexcept {
  return std::ranges::all_of(text, [](char c) { return is_hex(c); });
}

/// Whether it is an id: all zeros are none.
bool is_id(std::string_view text) noexcept {
  return is_hex(text) && std::ranges::any_of(text, [](char c) { return c != '0'; });
}

} // namespace

bool is_traceparent(std::string_view text) noexcept {
  if (text.size() < length_of_00 || text[2] != '-' || text[35] != '-' || text[52] != '-')
    return false;
  const auto version = text.substr(0, 2);
  if (!is_hex(version) || version == "ff")
    return false;
  if (!is_id(text.substr(3, 32)) || !is_id(text.substr(36, 16)) || !is_hex(text.substr(53, 2)))
    return false;
  return text.size() == length_of_00 || (version != "00" && text[length_of_00] == '-');
}

trace_context trace_of(const request_head& head) noexcept {
  trace_context found;
  bool seen = false;
  for (const auto& h : head.headers) {
    if (!is_named(h, parent_name))
      continue;
    found.is_broken |= seen || !is_traceparent(h.value);
    found.parent = h.value;
    seen = true;
  }
  if (found.is_broken)
    found.parent = {};
  return found;
}

bool is_of_trace(const header& h) noexcept {
  return is_named(h, parent_name) || is_named(h, state_name);
}

} // namespace loadex::net::http
