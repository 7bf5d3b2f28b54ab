#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <random>
#include <string_view>
#include <vector>

namespace loadex::tests::fuzz {

/// What the fuzzer gives, in memory of just its size, so that AddressSanitizer sees a read past its end. Inputs are
/// plain messages: whatever else a target has to choose comes from a generator that the bytes themselves seed.
class input {
public:
  input(const std::uint8_t* data, std::size_t size)
      : bytes_(std::make_unique<char[]>(size))
      , size_(size)
      , choices_(static_cast<unsigned>(std::hash<std::string_view>()({reinterpret_cast<const char*>(data), size}))) {
    std::copy_n(data, size, bytes_.get());
  }

  std::string_view text() const noexcept { return {bytes_.get(), size_}; }

  /// A number below `bound`.
  std::size_t choose(std::size_t bound) { return choices_() % bound; }

  /// Where to cut the text so that it comes in pieces; ascending, the last is its size.
  std::vector<std::size_t> cuts() {
    std::vector<std::size_t> places;
    const auto longest = 1 + choose(16);
    for (std::size_t at = 0; at < size_;)
      places.push_back(at = std::min(size_, at + 1 + choose(longest)));
    return places;
  }

private:
  std::unique_ptr<char[]> bytes_;
  std::size_t size_;
  std::minstd_rand choices_;
};

/// Whether two heads have the same headers.
template <class Head>
bool same_headers(const Head& a, const Head& b) {
  return std::equal(a.headers.begin(), a.headers.end(), b.headers.begin(), b.headers.end(),
                    [](const auto& x, const auto& y) { return x.name == y.name && x.value == y.value; });
}

/// Whether `slice` lies in `whole`.
inline bool lies_in(std::string_view slice, std::string_view whole) {
  return slice.empty() || (std::less_equal<>()(whole.data(), slice.data()) &&
                           std::less_equal<>()(slice.data() + slice.size(), whole.data() + whole.size()));
}

} // namespace loadex::tests::fuzz
