#include "net/http1/header_changes.hpp"

#include "net/http/characters.hpp"
#include "net/http1/head_writer.hpp"

#include <boost/beast/core/string.hpp>

#include <algorithm>

namespace loadex::net::http1 {

namespace {

/// Whether gateways make the same of both names.
bool are_alike(std::string_view a, std::string_view b) noexcept {
  return std::ranges::equal(a, b, [](char x, char y) {
    return http::is_alphanumeric(x) ? http::is_alphanumeric(y) && (x | 0x20) == (y | 0x20) : !http::is_alphanumeric(y);
  });
}

} // namespace

bool replaces(const config::header_changes& changes, std::string_view name) noexcept {
  return std::ranges::any_of(changes.remove, [&](const std::string& removed) { return are_alike(removed, name); }) ||
         std::ranges::any_of(changes.set, [&](const auto& line) { return are_alike(line.name, name); });
}

bool adds(const config::header_changes& changes, std::string_view name) noexcept {
  const auto is_it = [&](const config::header_line& line) { return boost::beast::iequals(line.name, name); };
  return std::ranges::any_of(changes.set, is_it) || std::ranges::any_of(changes.add, is_it);
}

void append_changes(const config::header_changes& changes, std::string& out) {
  for (const auto* lines : {&changes.set, &changes.add})
    for (const auto& line : *lines)
      append_header(out, line.name, line.value);
}

} // namespace loadex::net::http1
