#pragma once

#include "config/algorithm.hpp"
#include "config/socket_address.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace caf {
class config_value;
}

/// Codecs: how a type of setting is read from the command line (`parse`) and the file (`read`), written back (`print`)
/// and described (`type`). One without `read` is a string in the file, read as on the command line.
namespace loadex::config {

/// `true` or `false`.
struct boolean_codec {
  std::string type() const;
  bool parse(std::string_view text) const;
  bool read(const caf::config_value& value) const;
  std::string print(bool value) const;
};

/// A whole number within bounds.
struct integer_codec {
  std::int64_t least;
  std::int64_t most;

  std::string type() const;
  std::int64_t parse(std::string_view text) const;
  std::int64_t read(const caf::config_value& value) const;
  std::string print(std::int64_t value) const;
};

/// A whole number out of a few.
struct choice_codec {
  std::vector<std::int64_t> choices;

  std::string type() const;
  std::int64_t parse(std::string_view text) const;
  std::int64_t read(const caf::config_value& value) const;
  std::string print(std::int64_t value) const;
};

/// One of a few words, in any case; kept as it is spelled here.
struct word_codec {
  std::vector<std::string> words;

  std::string type() const;
  std::string parse(std::string_view text) const;
  std::string print(const std::string& value) const;
};

/// One of a few words, each of which stands for a value.
template <class Enum>
struct enum_codec {
  struct meaning {
    std::string word;
    Enum value;
  };
  std::vector<meaning> meanings;

  std::string type() const { return words().type(); }
  Enum parse(std::string_view text) const { return find(&meaning::word, words().parse(text)).value; }
  std::string print(Enum value) const { return words().print(find(&meaning::value, value).word); }

private:
  template <class Part, class Wanted>
  const meaning& find(Part part, const Wanted& wanted) const {
    return *std::ranges::find(meanings, wanted, part);
  }

  word_codec words() const {
    word_codec all;
    for (const auto& m : meanings)
      all.words.push_back(m.word);
    return all;
  }
};

/// Any text of printable ASCII characters on one line.
struct text_codec {
  std::string type() const;
  std::string parse(std::string_view text) const;
  std::string print(const std::string& value) const;
};

/// An IP address with a port, a socket in the file system, or nothing.
struct admin_address_codec {
  std::string type() const;
  std::optional<admin_address> parse(std::string_view text) const;
  std::string print(const std::optional<admin_address>& value) const;
};

/// Who may do what with a file, in octal digits. A string in the file, since a number is decimal there.
struct file_mode_codec {
  std::string type() const;
  unsigned parse(std::string_view text) const;
  std::string print(unsigned value) const;
};

/// A Host header, or nothing.
struct authority_codec {
  std::string type() const;
  std::string parse(std::string_view text) const;
  std::string print(const std::string& value) const;
};

/// The path of a URL.
struct path_codec {
  std::string type() const;
  std::string parse(std::string_view text) const;
  std::string print(const std::string& value) const;
};

/// The path of a socket in the file system, or nothing.
struct socket_path_codec {
  std::string type() const;
  std::string parse(std::string_view text) const;
  std::string print(const std::string& value) const;
};

/// The name of a header or a cookie; where it is `optional` it may be empty.
struct token_codec {
  bool optional = false;

  std::string type() const;
  std::string parse(std::string_view text) const;
  std::string print(const std::string& value) const;
};

/// What follows a cookie's value in Set-Cookie.
struct cookie_attributes_codec {
  std::string type() const;
  std::string parse(std::string_view text) const;
  std::string print(const std::string& value) const;
};

/// The name of a balancing algorithm.
struct algorithm_codec {
  std::string type() const;
  algorithm parse(std::string_view text) const;
  std::string print(algorithm value) const;
};

/// The string that `value` is. @throws std::invalid_argument if it is none.
const std::string& string_in(const caf::config_value& value);

/// Throws std::invalid_argument with `value`, as it was written, and what is wrong with it.
[[noreturn]] void refuse(std::string_view value, std::string_view why);

/// `value` as the file writes it, shortened if long: for messages.
std::string shown(const caf::config_value& value);

/// `text` in double quotes, escaped as the file wants it.
std::string quoted(std::string_view text);

template <class Codec>
auto read_with(const Codec& codec, const caf::config_value& value) {
  if constexpr (requires { codec.read(value); })
    return codec.read(value);
  else
    return codec.parse(string_in(value));
}

} // namespace loadex::config
