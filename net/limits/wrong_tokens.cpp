#include "net/limits/wrong_tokens.hpp"

#include "net/limits/client_key.hpp"

#include <xxhash.h>

#include <algorithm>
#include <random>
#include <utility>

namespace loadex::net::limits {

using namespace std::chrono_literals;
using std::chrono::seconds;

wrong_tokens::wrong_tokens()
    : seed_(std::random_device{}()) {}

/// A client that is not kept takes the place of the one that is forgiven first.
wrong_tokens::record& wrong_tokens::find(const base::address_bytes& client) {
  const auto key = client_key(client);
  const auto hash = XXH64(&key, sizeof key, seed_) | 1; // 0: nobody has had the place yet
  const auto first = records_.begin() + static_cast<std::ptrdiff_t>(hash / 2 % sets * ways);
  const auto last = first + ways;
  const auto known = std::ranges::find(first, last, hash, &record::client);
  if (known != last)
    return *known;
  auto& taken = *std::ranges::min_element(first, last, {}, &record::forgiven);
  taken = {hash, {}};
  return taken;
}

seconds wrong_tokens::wait_of(const base::address_bytes& client, time_point now) {
  const std::lock_guard lock(mutex_);
  const auto over = find(client).forgiven - (now + (most - 1) * each);
  return std::max(0s, std::chrono::ceil<seconds>(over));
}

std::optional<std::int64_t> wrong_tokens::note(const base::address_bytes& client, time_point now) {
  const std::lock_guard lock(mutex_);
  auto& kept = find(client);
  kept.forgiven = std::max(kept.forgiven, now) + each;
  if (now - second_ >= 1s) {
    second_ = now;
    lines_ = 0;
  }
  if (++lines_ > lines_a_second) {
    ++not_logged_;
    return std::nullopt;
  }
  return std::exchange(not_logged_, 0);
}

} // namespace loadex::net::limits
