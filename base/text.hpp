#pragma once

#include <charconv>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace loadex::base {

/// `text` with ASCII letters in lower case.
std::string lower(std::string_view text);

/// `text` without the blanks around it.
std::string_view trim(std::string_view text);

/// Whether `wanted` says so of any of the pieces between commas, trimmed. Of an empty text there is one, and it is
/// empty.
template <class Predicate>
bool any_in_list(std::string_view text, Predicate wanted) {
  for (;;) {
    const auto comma = text.find(',');
    if (wanted(trim(text.substr(0, comma))))
      return true;
    if (comma == std::string_view::npos)
      return false;
    text.remove_prefix(comma + 1);
  }
}

/// The pieces between commas, trimmed; none of an empty text.
std::vector<std::string_view> split_list(std::string_view text);

/// The number that all of `text` writes in decimal digits, if it fits.
template <class Number>
std::optional<Number> number_from(std::string_view text) {
  Number value{};
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end)
    return std::nullopt;
  return value;
}

template <class Range, class Text>
std::string join(const Range& items, std::string_view separator, Text text) {
  std::string result;
  for (const auto& item : items) {
    if (!result.empty())
      result += separator;
    result += text(item);
  }
  return result;
}

/// How many letters to add, drop or replace to turn `a` into `b`.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// Whether `text` is well-formed UTF-8 (RFC 3629).
bool is_utf8(std::string_view text) noexcept;

/// `; did you mean NAME?` with the one of `names` that `word` is most likely a slip of; empty if none is near.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& names);

} // namespace loadex::base
