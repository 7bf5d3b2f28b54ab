#pragma once

#include "net/http/head.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <type_traits>

/// Header names that most messages are made of, told by their length and a few bytes. Nothing depends on a name being
/// among them but time: any other is looked up in Beast's table.
namespace loadex::net::http {

/// Some bytes of a name as a number.
template <class Number>
constexpr Number number_at(const char* bytes) noexcept {
  Number number = 0;
  if (std::is_constant_evaluated())
    for (std::size_t i = 0; i < sizeof(number); ++i) {
      const auto at = std::endian::native == std::endian::little ? sizeof(number) - 1 - i : i;
      number = static_cast<Number>(std::uint64_t{number} << 8 | static_cast<unsigned char>(bytes[at]));
    }
  else
    std::memcpy(&number, bytes, sizeof(number));
  return number;
}

/// The first and the last eight bytes of a name. In one that is shorter they are fewer, and may overlap.
struct name_ends {
  static constexpr std::size_t shortest = 2;

  std::uint64_t first = 0;
  std::uint64_t last = 0;
};

template <class Number>
constexpr name_ends ends_of(std::string_view name) noexcept {
  return {number_at<Number>(name.data()), number_at<Number>(name.data() + name.size() - sizeof(Number))};
}

/// Of a name that is no shorter than `shortest`.
constexpr name_ends ends_of(std::string_view name) noexcept {
  return name.size() >= sizeof(std::uint64_t)   ? ends_of<std::uint64_t>(name)
         : name.size() >= sizeof(std::uint32_t) ? ends_of<std::uint32_t>(name)
                                                : ends_of<std::uint16_t>(name);
}

/// A name as it is compared: its ends, and eight bytes at a time what is between them.
class common_name {
public:
  static constexpr std::size_t longest = 32;

  field known; // `field::unknown` if Beast has no number for it
  std::string_view text;

  constexpr common_name(field known_as, std::string_view name)
      : known(known_as)
      , text(name) {
    for (std::size_t i = 0; i < name.size(); ++i) {
      const bool capital = name[i] >= 'A' && name[i] <= 'Z';
      const bool letter = capital || (name[i] >= 'a' && name[i] <= 'z');
      letters_[i] = letter ? case_bit : '\0';
      lower_[i] = capital ? static_cast<char>(name[i] | case_bit) : name[i];
    }
    ends_ = ends_of({lower_.data(), name.size()});
    case_of_ends_ = ends_of({letters_.data(), name.size()});
  }

  /// Whether `name`, which has these ends, is this one, in whatever case. Only the case of letters is passed over.
  constexpr bool is(std::string_view name, const name_ends& ends) const noexcept {
    if (name.size() != text.size() || (ends.first | case_of_ends_.first) != ends_.first ||
        (ends.last | case_of_ends_.last) != ends_.last)
      return false;
    for (auto at = word; at + word < name.size(); at += word)
      if ((word_at(name.data() + at) | word_at(letters_.data() + at)) != word_at(lower_.data() + at))
        return false;
    return true;
  }

private:
  static constexpr char case_bit = 0x20;
  static constexpr std::size_t word = sizeof(std::uint64_t);

  static constexpr std::uint64_t word_at(const char* bytes) noexcept { return number_at<std::uint64_t>(bytes); }

  name_ends ends_;
  name_ends case_of_ends_;
  std::array<char, longest + word> lower_{};
  std::array<char, longest + word> letters_{};
};

/// `name` among the common ones, or null.
const common_name* find_common_name(std::string_view name) noexcept;

/// All of them.
std::span<const common_name> common_names() noexcept;

} // namespace loadex::net::http
