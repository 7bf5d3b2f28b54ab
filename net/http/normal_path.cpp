#include "net/http/normal_path.hpp"

#include "net/http/characters.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace loadex::net::http {

namespace {

constexpr std::string_view upper_digits = "0123456789ABCDEF";

constexpr bool is_unreserved(char c) noexcept {
  return is_alphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

constexpr std::optional<unsigned> hex_digit(char c) noexcept {
  if (is_digit(c))
    return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? std::optional<unsigned>(lower - 'a' + 10) : std::nullopt;
}

/// The character that the escape at the start of `text` stands for, if there is one.
constexpr std::optional<char> escaped(std::string_view text) noexcept {
  if (text.size() < 3 || text[0] != '%')
    return std::nullopt;
  const auto high = hex_digit(text[1]);
  const auto low = hex_digit(text[2]);
  return high && low ? std::optional(static_cast<char>(*high << 4 | *low)) : std::nullopt;
}

constexpr unsigned doubt_of_escape(char c) noexcept {
  switch (c) {
  case '/':
    return escaped_slash;
  case '\\':
    return escaped_backslash;
  case '\0':
    return escaped_nul;
  default:
    return 0;
  }
}

/// Whether the segment at the start of `text` is one.
bool is_dot_segment(std::string_view text) noexcept {
  const auto segment = text.substr(0, text.find_first_of("/?"));
  return segment == "." || segment == "..";
}

/// Characters that may mean more than themselves.
constexpr auto is_special = [] {
  std::array<bool, 256> special{};
  for (const unsigned char c : {'/', '%', '?', ';', '\\'})
    special[c] = true;
  return special;
}();

/// A path that is written segment by segment, from its first slash on.
class path_writer {
public:
  explicit path_writer(std::string& out)
      : out_(out)
      , root_(out.size())
      , segment_(root_ + 1) {
    out_.push_back('/');
  }

  void put(char c) { out_.push_back(c); }

  void end_segment() {
    if (drop_detour() || out_.size() == segment_)
      return;
    out_.push_back('/');
    segment_ = out_.size();
  }

  /// Takes a dot segment back, and with `..` the one before it; false if the last segment is none.
  bool drop_detour() {
    const auto segment = std::string_view(out_).substr(segment_);
    if (segment != "." && segment != "..")
      return false;
    const bool up = segment.size() == 2;
    out_.resize(segment_);
    if (up && segment_ > root_ + 1) {
      out_.pop_back();
      segment_ = out_.rfind('/') + 1;
      out_.resize(segment_);
    }
    return true;
  }

private:
  std::string& out_;
  std::size_t root_;    // where the path begins
  std::size_t segment_; // where the last segment begins
};

/// Writes what begins with the percent sign at the start of `text`, which is no separator; says how long that is.
std::size_t put_escape(std::string_view text, path_writer& writer) {
  const auto c = escaped(text);
  if (!c) {
    for (const char digit : std::string_view("%25"))
      writer.put(digit);
    return 1;
  }
  if (is_unreserved(*c)) {
    writer.put(*c);
    return 3;
  }
  const auto byte = static_cast<unsigned char>(*c);
  writer.put('%');
  writer.put(upper_digits[byte >> 4]);
  writer.put(upper_digits[byte & 15]);
  return 3;
}

/// How long the separator at the start of `text` is; 0 if there is none.
std::size_t separator_length(std::string_view text, unsigned doubts) noexcept {
  if (text[0] == '/' || (text[0] == '\\' && (doubts & backslash)))
    return 1;
  if (text[0] != '%')
    return 0;
  const auto c = escaped(text);
  return c && (doubt_of_escape(*c) & doubts & (escaped_slash | escaped_backslash)) ? 3 : 0;
}

} // namespace

path_spelling spelling_of(std::string_view target) noexcept {
  if (target.empty() || target.front() == '?')
    return {"/"};
  path_spelling spelling;
  std::size_t i = 0;
  for (; i < target.size(); ++i) {
    const char c = target[i];
    if (!is_special[static_cast<unsigned char>(c)])
      continue;
    if (c == '?')
      break;
    if (c == '/') {
      const char next = i + 1 < target.size() ? target[i + 1] : '?';
      if (next == '/' || (next == '.' && is_dot_segment(target.substr(i + 1))))
        spelling.normal = false;
    } else if (c == '%') {
      const auto meant = escaped(target.substr(i));
      spelling.normal &= meant && !is_unreserved(*meant) && target[i + 1] < 'a' && target[i + 2] < 'a';
      spelling.doubts |= meant ? doubt_of_escape(*meant) : 0;
    } else {
      spelling.doubts |= c == ';' ? parameters : backslash;
    }
  }
  spelling.path = target.substr(0, i);
  return spelling;
}

void append_normal(std::string_view path, unsigned doubts, std::string& out) {
  path_writer writer(out);
  bool skipping = false; // parameters
  for (path.remove_prefix(std::min<std::size_t>(path.size(), path.starts_with('/'))); !path.empty();) {
    if (const auto length = separator_length(path, doubts)) {
      writer.end_segment();
      skipping = false;
      path.remove_prefix(length);
    } else if (skipping || (path[0] == ';' && (doubts & parameters))) {
      skipping = true;
      path.remove_prefix(1);
    } else if (path[0] == '%') {
      path.remove_prefix(put_escape(path, writer));
    } else {
      writer.put(path[0]);
      path.remove_prefix(1);
    }
  }
  writer.drop_detour();
}

std::string_view normal_path(std::string_view target, std::string& scratch) {
  const auto spelling = spelling_of(target);
  if (spelling.normal)
    return spelling.path;
  scratch.clear();
  append_normal(spelling.path, 0, scratch);
  return scratch;
}

bool is_below(std::string_view path, std::string_view prefix) noexcept {
  if (prefix == "/")
    return true;
  return path.starts_with(prefix) && (path.size() == prefix.size() || path[prefix.size()] == '/');
}

std::string_view strip_prefix(std::string_view target, std::string_view prefix, std::string& scratch) {
  if (target == "*")
    return target;
  const auto spelling = spelling_of(target);
  const auto query = target.substr(target.starts_with('?') ? 0 : spelling.path.size());
  const auto stripped = prefix == "/" ? std::size_t{0} : prefix.size();
  if (spelling.normal || stripped == 0) {
    const auto rest = target.substr(std::min(stripped, target.size()));
    if (rest.starts_with('/'))
      return rest;
    scratch.assign("/").append(query);
    return scratch;
  }
  scratch.clear();
  append_normal(spelling.path, 0, scratch);
  scratch.erase(0, stripped);
  if (scratch.empty())
    scratch.push_back('/');
  scratch.append(query);
  return scratch;
}

} // namespace loadex::net::http
