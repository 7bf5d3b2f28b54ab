#include "base/text.hpp"

#include <algorithm>
#include <numeric>

namespace loadex::base {

std::string lower(std::string_view text) {
  std::string result(text);
  for (auto& c : result)
    if (c >= 'A' && c <= 'Z')
      c = static_cast<char>(c - 'A' + 'a');
  return result;
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view blanks = " \t\n";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos)
    return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::vector<std::string_view> split_list(std::string_view text) {
  std::vector<std::string_view> pieces;
  if (trim(text).empty())
    return pieces;
  any_in_list(text, [&pieces](std::string_view piece) {
    pieces.push_back(piece);
    return false;
  });
  return pieces;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  // Levenshtein's table, one row at a time: row[j] is the distance from the read part of `a` to the first j of `b`.
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    auto diagonal = row[0]++;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const auto replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& names) {
  constexpr std::size_t longest = 64; // no name is near a longer word: comparing would only cost time
  if (word.size() > longest)
    return {};
  // A third of the letters may be wrong: `timout` is `timeout`, `foo` is nothing.
  auto too_far = word.size() / 3 + 2;
  const std::string* nearest = nullptr;
  for (const auto& name : names) {
    if (const auto distance = edit_distance(word, name); distance < too_far) {
      too_far = distance;
      nearest = &name;
    }
  }
  return nearest ? "; did you mean " + *nearest + "?" : std::string{};
}

bool is_utf8(std::string_view text) noexcept {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  for (std::size_t i = 0; i < text.size();) {
    const unsigned first = byte(i);
    const std::size_t length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if ((first >= 0x80 && first < 0xc2) || first > 0xf4 || length > text.size() - i)
      return false;
    // Of the second byte only a part may follow some of the first: the rest would be too long, a surrogate or too
    // large.
    const unsigned least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    const unsigned most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    for (std::size_t more = 1; more < length; ++more)
      if (const unsigned next = byte(i + more); next < (more == 1 ? least : 0x80) || next > (more == 1 ? most : 0xbf))
        return false;
    i += length;
  }
  return true;
}

} // namespace loadex::base
