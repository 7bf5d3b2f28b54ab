#include "net/exchange/request_ids.hpp"

#include <algorithm>

namespace loadex::net::exchange {

namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

std::mt19937_64 seeded() {
  std::random_device random;
  std::seed_seq seed{random(), random(), random(), random()};
  return std::mt19937_64(seed);
}

/// The 16 digits of a number that is not 0, which would be none.
void append_random(std::mt19937_64& random, std::string& text) {
  auto number = random() | 1;
  for (int i = 0; i < 16; ++i, number >>= 4)
    text += hex_digits[number & 0xf];
}

} // namespace

request_ids::request_ids()
    : random_(seeded()) {
  latest_.fill(hex_digits.front());
  std::random_device random;
  std::generate_n(latest_.begin(), latest_.size() / 2, [&] { return hex_digits[random() % hex_digits.size()]; });
}

request_ids::id request_ids::next() noexcept {
  for (auto digit = latest_.rbegin(); digit != latest_.rend(); ++digit) {
    if (*digit != hex_digits.back()) {
      *digit = *digit == '9' ? 'a' : static_cast<char>(*digit + 1);
      break;
    }
    *digit = hex_digits.front(); // and carry
  }
  return latest_;
}

void request_ids::next_trace(std::string& text) {
  text = "00-";
  append_random(random_, text);
  append_random(random_, text);
  text += '-';
  append_random(random_, text);
  text += "-01";
}

} // namespace loadex::net::exchange
