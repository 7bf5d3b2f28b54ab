#include "net/limits/client_rates.hpp"

#include "net/limits/client_key.hpp"

#include <xxhash.h>

#include <algorithm>
#include <random>

namespace loadex::net::limits {

namespace {

constexpr std::int64_t second = 1'000'000'000; // in nanoseconds: what a bucket holds
constexpr std::size_t ways = 8;                // places that one client can take
constexpr std::size_t sets = 8 * 1024;
constexpr auto relaxed = std::memory_order_relaxed;

} // namespace

client_rates::client_rates(unsigned per_second)
    : per_second_(per_second) {
  if (per_second == 0)
    return;
  interval_ = second / per_second;
  seed_ = std::random_device{}();
  slots_ = std::make_unique<slot[]>(sets * ways);
}

client_rates::slot& client_rates::find(std::uint64_t client) noexcept {
  const auto first = slots_.get() + client / 2 % sets * ways; // the lowest bit is always set
  const auto last = first + ways;
  const auto known = std::find_if(first, last, [&](const slot& s) { return s.client.load(relaxed) == client; });
  if (known != last)
    return *known;
  auto& taken = *std::min_element(
      first, last, [](const slot& a, const slot& b) { return a.full_at.load(relaxed) < b.full_at.load(relaxed); });
  // Others may take it at the same time, or ask already if they are of the same client: what they are given counts.
  auto debt = taken.full_at.load(std::memory_order_acquire);
  auto former = taken.client.load(relaxed);
  if (former != client && taken.client.compare_exchange_strong(former, client, relaxed))
    taken.full_at.compare_exchange_strong(debt, 0, relaxed);
  return taken;
}

bool client_rates::admit(const base::address_bytes& client, std::chrono::steady_clock::time_point now) noexcept {
  const auto key = client_key(client);
  auto& bucket = find(XXH64(&key, sizeof key, seed_) | 1);
  const auto at = std::chrono::nanoseconds(now.time_since_epoch()).count();
  auto full = bucket.full_at.load(relaxed);
  for (;;) {
    const auto then = std::max(full, at) + interval_;
    if (then - at > second)
      return false;
    if (bucket.full_at.compare_exchange_weak(full, then, relaxed))
      return true;
  }
}

} // namespace loadex::net::limits
