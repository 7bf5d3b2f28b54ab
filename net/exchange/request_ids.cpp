#include "net/exchange/request_ids.hpp"

#include <algorithm>
#include <random>

namespace loadex::net::exchange {

namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

} // namespace

request_ids::request_ids() {
  latest_.fill(hex_digits.front());
  std::random_device random;
  std::generate_n(latest_.begin(), latest_.size() / 2, [&] { return hex_digits[random() % hex_digits.size()]; });
}

request_ids::id request_ids::next() noexcept {
  for (auto at = latest_.rbegin(); at != latest_.rend(); ++at) {
    const auto next = hex_digits.find(*at) + 1;
    *at = hex_digits[next % hex_digits.size()];
    if (next < hex_digits.size())
      break; // no carry
  }
  return latest_;
}

} // namespace loadex::net::exchange
