#include "config/codec.hpp"

#include "base/text.hpp"

#include <caf/config_value.hpp>

#include <algorithm>
#include <stdexcept>

namespace loadex::config {

namespace {

template <class T>
const T* exactly(const caf::config_value& value) {
  return caf::get_if<T>(&value.get_data());
}

/// What to write instead of `value` where a number or `true` is meant.
std::string_view quotes_hint(const caf::config_value& value) {
  return exactly<std::string>(value) ? "; write it without quotes" : "";
}

/// The integer that `value` is.
std::int64_t integer_in(const caf::config_value& value) {
  if (const auto* number = exactly<std::int64_t>(value))
    return *number;
  refuse(shown(value), "is not an integer" + std::string(quotes_hint(value)));
}

std::int64_t integer_from(std::string_view text) {
  if (const auto number = base::number_from<std::int64_t>(text))
    return *number;
  refuse(quoted(text), "is not an integer");
}

} // namespace

std::string boolean_codec::type() const {
  return "true or false";
}

bool boolean_codec::parse(std::string_view text) const {
  if (text == "true" || text == "false")
    return text == "true";
  refuse(quoted(text), "is neither true nor false");
}

bool boolean_codec::read(const caf::config_value& value) const {
  if (const auto* truth = exactly<bool>(value))
    return *truth;
  refuse(shown(value), "is neither true nor false" + std::string(quotes_hint(value)));
}

std::string boolean_codec::print(bool value) const {
  return value ? "true" : "false";
}

namespace {

std::int64_t checked(const integer_codec& range, std::int64_t value) {
  if (value >= range.least && value <= range.most)
    return value;
  refuse(std::to_string(value),
         "is out of range: " + std::to_string(range.least) + " to " + std::to_string(range.most));
}

} // namespace

std::string integer_codec::type() const {
  return "integer, " + std::to_string(least) + " to " + std::to_string(most);
}

std::int64_t integer_codec::parse(std::string_view text) const {
  return checked(*this, integer_from(text));
}

std::int64_t integer_codec::read(const caf::config_value& value) const {
  return checked(*this, integer_in(value));
}

std::string integer_codec::print(std::int64_t value) const {
  return std::to_string(value);
}

namespace {

std::int64_t checked(const choice_codec& one, std::int64_t value) {
  if (std::ranges::find(one.choices, value) != one.choices.end())
    return value;
  refuse(std::to_string(value), "is not " + one.type());
}

} // namespace

std::string choice_codec::type() const {
  return "one of " + base::join(choices, ", ", [](std::int64_t n) { return std::to_string(n); });
}

std::int64_t choice_codec::parse(std::string_view text) const {
  return checked(*this, integer_from(text));
}

std::int64_t choice_codec::read(const caf::config_value& value) const {
  return checked(*this, integer_in(value));
}

std::string choice_codec::print(std::int64_t value) const {
  return std::to_string(value);
}

std::string word_codec::type() const {
  return "one of " + base::join(words, ", ", [](const std::string& word) { return word; });
}

std::string word_codec::parse(std::string_view text) const {
  const auto found =
      std::ranges::find_if(words, [text](const std::string& w) { return base::lower(w) == base::lower(text); });
  if (found == words.end())
    refuse(quoted(text), "is not " + type());
  return *found;
}

std::string word_codec::print(const std::string& value) const {
  return quoted(value);
}

std::string text_codec::type() const {
  return "text";
}

std::string text_codec::parse(std::string_view text) const {
  if (!std::ranges::all_of(text, [](char c) { return c >= ' ' && c < '\x7f'; }))
    refuse(quoted(text), "is not a line of ASCII text");
  return std::string(text);
}

std::string text_codec::print(const std::string& value) const {
  return quoted(value);
}

std::string admin_address_codec::type() const {
  return "IP address with a port, unix:/path, or empty";
}

std::optional<admin_address> admin_address_codec::parse(std::string_view text) const {
  if (text.empty())
    return std::nullopt;
  if (auto where = socket_address::parse(text))
    return *std::move(where);
  if (auto where = unix_address::parse(text))
    return *std::move(where);
  if (text.starts_with("unix:"))
    refuse(quoted(text), "is no socket's path; write an absolute one of at most 107 bytes, such as "
                         "unix:/run/loadex/admin.sock");
  refuse(quoted(text), "is not an IP address with a port; write both, such as 127.0.0.1:9901 or [::1]:9901");
}

std::string admin_address_codec::print(const std::optional<admin_address>& value) const {
  return quoted(value ? std::visit([](const auto& where) { return where.text(); }, *value) : std::string());
}

std::string socket_path_codec::type() const {
  return "absolute path or empty";
}

std::string socket_path_codec::parse(std::string_view text) const {
  constexpr std::size_t longest = 92; // of the 107 that Linux takes: while it is made the name has an appendix
  if (!text.empty() && (!text.starts_with('/') || text.ends_with('/') || text.size() > longest))
    refuse(quoted(text), "is no socket's path; write an absolute one of at most 92 bytes, such as "
                         "/run/loadex/handover.sock");
  return text_codec{}.parse(text);
}

std::string socket_path_codec::print(const std::string& value) const {
  return quoted(value);
}

std::string file_mode_codec::type() const {
  return "file mode, three octal digits";
}

unsigned file_mode_codec::parse(std::string_view text) const {
  const auto is_octal = [](char c) { return c >= '0' && c <= '7'; };
  if (text.size() != 3 || !std::ranges::all_of(text, is_octal))
    refuse(quoted(text), "is no file mode; write three octal digits, such as 660");
  unsigned mode = 0;
  for (const char c : text)
    mode = 8 * mode + static_cast<unsigned>(c - '0');
  return mode;
}

std::string file_mode_codec::print(unsigned value) const {
  std::string digits;
  for (int shift = 6; shift >= 0; shift -= 3)
    digits += static_cast<char>('0' + ((value >> shift) & 7));
  return quoted(digits);
}

std::string authority_codec::type() const {
  return "host or empty";
}

std::string authority_codec::parse(std::string_view text) const {
  const auto allowed = [](char c) { return c > ' ' && c < '\x7f' && c != '/' && c != '@' && c != '#' && c != '?'; };
  if (!std::ranges::all_of(text, allowed))
    refuse(quoted(text), "is not a Host header; write a host name, with its port if it has one: app.example.org");
  return std::string(text);
}

std::string authority_codec::print(const std::string& value) const {
  return quoted(value);
}

std::string path_codec::type() const {
  return "path";
}

std::string path_codec::parse(std::string_view text) const {
  const auto visible_ascii = [](char c) { return c > ' ' && c < '\x7f' && c != '#'; };
  if (!text.starts_with('/') || !std::ranges::all_of(text, visible_ascii))
    refuse(quoted(text), "is not a path; write / and what follows it in a URL, such as /health");
  return std::string(text);
}

std::string path_codec::print(const std::string& value) const {
  return quoted(value);
}

std::string token_codec::type() const {
  return optional ? "name or empty" : "name";
}

std::string token_codec::parse(std::string_view text) const {
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  const auto allowed = [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           marks.find(c) != std::string_view::npos;
  };
  if ((text.empty() && !optional) || !std::ranges::all_of(text, allowed))
    refuse(quoted(text), "is not the name of a header or cookie; write letters, digits and - or _");
  return std::string(text);
}

std::string token_codec::print(const std::string& value) const {
  return quoted(value);
}

std::string cookie_attributes_codec::type() const {
  return "cookie attributes";
}

std::string cookie_attributes_codec::parse(std::string_view text) const {
  const auto visible_ascii = [](char c) { return c >= ' ' && c < '\x7f' && c != ','; };
  if (!std::ranges::all_of(text, visible_ascii))
    refuse(quoted(text), "are not attributes of a cookie; write them as Set-Cookie has them, such as Path=/; HttpOnly");
  return std::string(text);
}

std::string cookie_attributes_codec::print(const std::string& value) const {
  return quoted(value);
}

std::string algorithm_codec::type() const {
  return "algorithm";
}

algorithm algorithm_codec::parse(std::string_view text) const {
  if (const auto known = algorithm_from(text))
    return *known;
  refuse(quoted(text), "is not an algorithm; there are " + algorithm_names());
}

std::string algorithm_codec::print(algorithm value) const {
  return quoted(to_string(value));
}

void refuse(std::string_view value, std::string_view why) {
  throw std::invalid_argument(std::string(value) + " " + std::string(why));
}

const std::string& string_in(const caf::config_value& value) {
  if (const auto* text = exactly<std::string>(value))
    return *text;
  if (exactly<caf::atom_value>(value))
    refuse(shown(value), "stands in single quotes; write it in double quotes");
  refuse(shown(value), "is not a string; write it in double quotes");
}

std::string shown(const caf::config_value& value) {
  constexpr std::size_t most = 60;
  auto text = caf::to_string(value);
  if (text.size() > most)
    text.replace(most, std::string::npos, "...");
  return text;
}

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    switch (c) {
    case '"':
      result += "\\\"";
      break;
    case '\\':
      result += "\\\\";
      break;
    case '\n':
      result += "\\n";
      break;
    case '\r':
      result += "\\r";
      break;
    case '\t':
      result += "\\t";
      break;
    default:
      result += c;
    }
  }
  return result + "\"";
}

} // namespace loadex::config
