#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace loadex::net::http {

/// Some of all characters, to be asked of every one of a text: a look-up costs less than a few comparisons.
class character_set {
public:
  /// Those that `is_in` is true of.
  template <class Predicate>
  explicit constexpr character_set(Predicate is_in) {
    for (std::size_t i = 0; i < has_.size(); ++i)
      has_[i] = is_in(static_cast<char>(i));
  }

  constexpr bool has(char c) const noexcept { return has_[static_cast<unsigned char>(c)]; }

  constexpr bool has_all(std::string_view text) const noexcept {
    return std::all_of(text.begin(), text.end(), [this](char c) { return has(c); });
  }

private:
  std::array<bool, 256> has_{};
};

} // namespace loadex::net::http
