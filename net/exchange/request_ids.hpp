#pragma once

#include <array>
#include <string_view>

namespace loadex::net::exchange {

/// Names for requests that bring none: 64 random bits, which tell workers and restarts apart, then a 64 bit count. One
/// thread only.
class request_ids {
public:
  using id = std::array<char, 32>; // hexadecimal digits

  request_ids();

  id next() noexcept;

private:
  id latest_;
};

} // namespace loadex::net::exchange
