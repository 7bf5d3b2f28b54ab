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

/// A name as it is compared: eight bytes at a time, the last eight overlapping those before where it does not divide.
class common_name {
public:
  static constexpr std::size_t shortest = 2;
  static constexpr std::size_t longest = 32;

  field known; // `field::unknown` if Beast has no number for it
  std::string_view text;

  constexpr common_name(field known_as, std::string_view name)
      : known(known_as)
      , text(name) {
    std::array<char, longest> lower{};
    std::array<char, longest> letters{};
    for (std::size_t i = 0; i < name.size(); ++i) {
      const bool capital = name[i] >= 'A' && name[i] <= 'Z';
      const bool letter = capital || (name[i] >= 'a' && name[i] <= 'z');
      letters[i] = letter ? case_bit : '\0';
      lower[i] = capital ? static_cast<char>(name[i] | case_bit) : name[i];
    }
    for (std::size_t i = 0; i < word_count(); ++i) {
      words_[i] = word({lower.data(), name.size()}, i);
      case_bits_[i] = word({letters.data(), name.size()}, i);
    }
  }

  /// Whether `name` is this one, in whatever case. Only the case of letters is passed over.
  constexpr bool is(std::string_view name) const noexcept {
    if (name.size() != text.size())
      return false;
    for (std::size_t i = 0; i < word_count(); ++i)
      if ((word(name, i) | case_bits_[i]) != words_[i])
        return false;
    return true;
  }

  /// What tells most names apart: their length, their first and their last two bytes, without case.
  static constexpr std::uint32_t digest(std::string_view name) noexcept {
    const auto byte = [name](std::size_t i) { return std::uint32_t{static_cast<unsigned char>(name[i] | case_bit)}; };
    return static_cast<std::uint32_t>(name.size()) | byte(0) << 8 | byte(name.size() - 2) << 16 |
           byte(name.size() - 1) << 24;
  }

private:
  static constexpr char case_bit = 0x20;
  static constexpr std::size_t word_size = sizeof(std::uint64_t);

  constexpr std::size_t word_count() const noexcept { return (text.size() + word_size - 1) / word_size; }

  template <class Number>
  static constexpr std::uint64_t number_at(const char* bytes) noexcept {
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

  static constexpr std::uint64_t word(std::string_view name, std::size_t i) noexcept {
    const char* begin = name.data();
    const char* end = begin + name.size();
    if (name.size() >= word_size)
      return number_at<std::uint64_t>(begin + std::min(i * word_size, name.size() - word_size));
    if (name.size() >= sizeof(std::uint32_t))
      return number_at<std::uint32_t>(begin) | number_at<std::uint32_t>(end - sizeof(std::uint32_t)) << 32;
    return number_at<std::uint16_t>(begin) | number_at<std::uint16_t>(end - sizeof(std::uint16_t)) << 32;
  }

  std::array<std::uint64_t, longest / word_size> words_{};
  std::array<std::uint64_t, longest / word_size> case_bits_{};
};

/// `name` among the common ones, or null.
const common_name* find_common_name(std::string_view name) noexcept;

/// All of them.
std::span<const common_name> common_names() noexcept;

} // namespace loadex::net::http
