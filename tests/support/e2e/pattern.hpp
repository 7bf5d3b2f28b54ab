#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace loadex::tests::e2e {

/// Bytes that tell their place in a long stream, so that a lost, repeated or moved one shows.
inline char pattern_at(std::size_t place) {
  return static_cast<char>((place * 2654435761U) >> 16U);
}

/// `size` bytes of the stream, from `place` on.
inline std::string pattern(std::size_t place, std::size_t size) {
  std::string bytes(size, '\0');
  for (auto& byte : bytes)
    byte = pattern_at(place++);
  return bytes;
}

/// Follows a stream piece by piece and compares each byte.
class pattern_check {
public:
  void add(std::string_view piece) {
    for (const char byte : piece)
      exact_ = exact_ && byte == pattern_at(size_++);
  }

  /// Bytes that came, up to the first wrong one.
  std::size_t size() const noexcept { return size_; }

  bool is_exact(std::size_t size) const noexcept { return exact_ && size_ == size; }

private:
  std::size_t size_ = 0;
  bool exact_ = true;
};

} // namespace loadex::tests::e2e
