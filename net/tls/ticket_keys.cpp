#include "net/tls/ticket_keys.hpp"

#include <openssl/rand.h>

#include <algorithm>
#include <span>
#include <stdexcept>

namespace loadex::net::tls {

namespace {

using namespace std::chrono_literals;

constexpr auto lifetime = 12h; // that a key is given out

template <std::size_t N>
void draw(std::array<unsigned char, N>& bytes) {
  if (RAND_priv_bytes(bytes.data(), static_cast<int>(N)) != 1)
    throw std::runtime_error("OpenSSL has no random bytes");
}

} // namespace

void ticket_keys::follow(clock::time_point now) {
  std::erase_if(all_, [&](const drawn& one) { return now - one.since >= 2 * lifetime; });
  if (!all_.empty() && now - all_.back().since < lifetime)
    return;
  drawn next{{}, now};
  draw(next.it.name);
  draw(next.it.of_cipher);
  draw(next.it.of_mac);
  all_.push_back(next);
}

ticket_keys::key ticket_keys::newest(clock::time_point now) {
  const std::lock_guard lock(mutex_);
  follow(now);
  return all_.back().it;
}

std::optional<ticket_keys::known> ticket_keys::find(const unsigned char* name, clock::time_point now) {
  const std::lock_guard lock(mutex_);
  follow(now);
  const auto found = std::ranges::find_if(
      all_, [name](const drawn& one) { return std::ranges::equal(one.it.name, std::span(name, one.it.name.size())); });
  if (found == all_.end())
    return std::nullopt;
  return known{found->it, &*found != &all_.back()};
}

} // namespace loadex::net::tls
