#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace loadex::net::http {

/// Whether the case of letters counts.
enum class letter_case {
  counts,
  ignored, // of text without `@` and backquote, which are told apart by nothing else
};

/// Values by text that are looked up far more often than they come, in a few instructions: texts are hashed and
/// compared eight bytes at a time, and a node of std::unordered_map, whose hash is not kept, would be hashed again to
/// be passed.
template <class Value, letter_case how>
class text_table {
public:
  bool empty() const noexcept { return entries_.empty(); }

  const Value* find(std::string_view key) const noexcept {
    if (entries_.empty())
      return nullptr;
    const auto slot = slots_[place_of(key, hash_of(key))];
    return slot == 0 ? nullptr : &entries_[slot - 1].value;
  }

  /// The value of `key`, made if there is none. It stays where it is until the next one is made.
  Value& operator[](std::string_view key) {
    if (2 * (entries_.size() + 1) > slots_.size())
      grow();
    const auto hash = hash_of(key);
    auto& slot = slots_[place_of(key, hash)];
    if (slot == 0) {
      entries_.push_back({hash, std::string(key), {}});
      slot = static_cast<std::uint32_t>(entries_.size());
    }
    return entries_[slot - 1].value;
  }

  /// Nothing that is hard to meet: whoever wants can find two texts with the same one.
  static std::uint64_t hash_of(std::string_view text) noexcept {
    constexpr std::uint64_t odd = 0x9e37'79b9'7f4a'7c15U;
    std::uint64_t hash = text.size();
    for (std::size_t at = 0; at < text.size(); at += word) {
      hash = (hash ^ word_at(text, at)) * odd;
      hash ^= hash >> 32;
    }
    return hash;
  }

private:
  struct entry {
    std::uint64_t hash;
    std::string key;
    Value value;
  };

  static constexpr std::size_t word = sizeof(std::uint64_t);

  /// The bytes from `at` on, or the last ones where fewer are left, without what does not count.
  static std::uint64_t word_at(std::string_view text, std::size_t at) noexcept {
    std::uint64_t bytes = 0;
    if (text.size() >= word)
      std::memcpy(&bytes, text.data() + std::min(at, text.size() - word), word);
    else
      for (const char c : text)
        bytes = bytes << 8 | static_cast<unsigned char>(c);
    return how == letter_case::ignored ? bytes | 0x2020'2020'2020'2020U : bytes;
  }

  static bool are_same(std::string_view a, std::string_view b) noexcept {
    if (a.size() != b.size())
      return false;
    for (std::size_t at = 0; at < a.size(); at += word)
      if (word_at(a, at) != word_at(b, at))
        return false;
    return true;
  }

  /// The slot of `key`, or the free one where it would be.
  std::size_t place_of(std::string_view key, std::uint64_t hash) const noexcept {
    const auto mask = slots_.size() - 1;
    for (auto place = hash & mask;; place = (place + 1) & mask)
      if (const auto slot = slots_[place];
          slot == 0 || (entries_[slot - 1].hash == hash && are_same(entries_[slot - 1].key, key)))
        return place;
  }

  void grow() {
    constexpr std::size_t fewest = 8;
    slots_.assign(std::max(fewest, 2 * slots_.size()), 0);
    for (std::uint32_t i = 0; i < entries_.size(); ++i)
      slots_[place_of(entries_[i].key, entries_[i].hash)] = i + 1;
  }

  std::vector<std::uint32_t> slots_; // numbers of entries from 1; 0: free. A power of two, at most half of them taken
  std::vector<entry> entries_;
};

} // namespace loadex::net::http
