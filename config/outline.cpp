#include "config/outline.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace loadex::config {

namespace {

class scanner {
public:
  explicit scanner(std::string_view text)
      : text_(text) {}

  outline scan() && {
    std::string section = "global";
    for (skip_blank_lines(); !at_end(); skip_blank_lines()) {
      const auto line = line_;
      if (here() == '[') {
        section = read_header();
        found_.entries.push_back({section, {}, {}, line});
      } else if (auto key = read_key(); !key.empty()) {
        read_value(found_.entries.emplace_back(outline::entry{section, std::move(key), {}, line}));
      } else {
        break; // the parser stops here too
      }
    }
    return std::move(found_);
  }

private:
  bool at_end() const { return at_ == text_.size(); }

  char here() const { return text_[at_]; }

  void step() {
    if (here() == '\n')
      ++line_;
    ++at_;
  }

  /// Moves on to the next of `stops`, or the end. Returns what was passed over.
  std::string_view skip_to(std::string_view stops) {
    const auto start = at_;
    while (!at_end() && stops.find(here()) == std::string_view::npos)
      step();
    return text_.substr(start, at_ - start);
  }

  void skip(std::string_view characters) {
    while (!at_end() && characters.find(here()) != std::string_view::npos)
      step();
  }

  void skip_blank_lines() {
    for (skip(" \t\n"); !at_end() && here() == ';'; skip(" \t\n"))
      skip_to("\n");
  }

  std::string read_header() {
    step();
    const auto name = base::trim(skip_to("]\n"));
    if (!at_end())
      step();
    deepen(static_cast<std::size_t>(std::ranges::count(name, '.')));
    return std::string(name);
  }

  std::string read_key() {
    const auto is_key = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    };
    const auto start = at_;
    while (!at_end() && is_key(here()))
      step();
    const auto key = text_.substr(start, at_ - start);
    skip(" \t");
    if (!at_end() && here() == '=')
      step();
    skip(" \t");
    return std::string(key);
  }

  void read_value(outline::entry& entry) {
    const auto start = at_;
    read_token();
    entry.value = text_.substr(start, at_ - start);
    skip(" \t");
    entry.crowded = !at_end() && !ends_value(here());
    while (!at_end() && !ends_value(here()))
      read_token();
  }

  static bool ends_value(char c) { return c == ';' || c == '\n'; }

  /// One string, list, map or number, or one character that starts none.
  void read_token() {
    if (at_end())
      return;
    if (opens_quote(here()))
      return skip_quoted();
    if (opens_bracket(here()))
      return skip_brackets();
    const auto start = at_;
    skip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-._");
    if (at_ == start && !ends_value(here()))
      step();
  }

  static bool opens_bracket(char c) { return c == '[' || c == '{'; }

  void skip_brackets() {
    std::size_t open = 0;
    do {
      const char c = here();
      if (opens_quote(c)) {
        skip_quoted();
        continue;
      }
      if (c == ';')
        skip_to("\n");
      else if (opens_bracket(c))
        deepen(++open);
      else if (c == ']' || c == '}')
        --open;
      if (!at_end())
        step();
    } while (open > 0 && !at_end());
    found_.unfinished = found_.unfinished || open > 0;
  }

  static bool opens_quote(char c) { return c == '"' || c == '\'' || c == '<'; }

  /// Passes over `"string"`, `'atom'` or `<uri>`. Only a URI may go on in the next line.
  void skip_quoted() {
    const bool is_uri = here() == '<';
    const char close = is_uri ? '>' : here();
    step();
    for (; !at_end() && here() != close && (is_uri || here() != '\n'); step())
      if (here() == '\\' && close == '"' && at_ + 1 < text_.size())
        step();
    if (at_end())
      found_.unfinished = true;
    else if (here() == close)
      step();
  }

  void deepen(std::size_t depth) { found_.depth = std::max(found_.depth, depth); }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  outline found_;
};

} // namespace

outline outline_of(std::string_view text) {
  return scanner(text).scan();
}

} // namespace loadex::config
