#include "net/tls/ticket_keys.hpp"

#include "base/text.hpp"
#include "net/tls/certificate.hpp"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <fstream>
#include <span>
#include <stdexcept>
#include <string_view>

namespace loadex::net::tls {

namespace {

using namespace std::chrono_literals;

constexpr auto lifetime = 12h; // that a key is given out

template <std::size_t N>
void draw(std::array<unsigned char, N>& bytes) {
  if (RAND_priv_bytes(bytes.data(), static_cast<int>(N)) != 1)
    throw std::runtime_error("OpenSSL has no random bytes");
}

/// A key of a line: its name, then what encrypts, then what authenticates.
std::optional<ticket_keys::key> key_in(std::string_view line) {
  constexpr std::size_t length = 108; // of 80 bytes in base64, and one of padding
  std::array<unsigned char, 81> bytes{};
  const bool is_key = line.size() == length && line.find('=') == length - 1 &&
                      EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char*>(line.data()),
                                      static_cast<int>(line.size())) == static_cast<int>(bytes.size());
  if (!is_key)
    return std::nullopt;
  ticket_keys::key made{};
  auto* from = bytes.data();
  const auto take = [&from](auto& into) {
    std::copy_n(from, into.size(), into.begin());
    from += into.size();
  };
  take(made.name);
  take(made.of_cipher);
  take(made.of_mac);
  return made;
}

} // namespace

ticket_keys::ticket_keys(const std::string& file) {
  std::ifstream from(file);
  if (!from)
    throw certificate_failure(file + ": cannot be read");
  int number = 0;
  for (std::string line; std::getline(from, line);) {
    ++number;
    const auto text = base::trim(std::string_view(line).substr(0, line.find('\r')));
    if (text.empty())
      continue;
    const auto one = key_in(text);
    if (!one)
      throw certificate_failure(file + ": line " + std::to_string(number) +
                                " is no key; write each with: openssl rand -base64 80 | tr -d '\\n'");
    given_.push_back(*one);
  }
  if (given_.empty())
    throw certificate_failure(file + ": there is no key in it");
}

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
  if (!given_.empty())
    return given_.size() == 1 ? given_.front() : given_[given_.size() - 2];
  const std::lock_guard lock(mutex_);
  follow(now);
  return all_.back().it;
}

std::optional<ticket_keys::known> ticket_keys::find(const unsigned char* name, clock::time_point now) {
  const auto is_it = [name](const key& one) { return std::ranges::equal(one.name, std::span(name, one.name.size())); };
  if (!given_.empty()) {
    const auto found = std::ranges::find_if(given_, is_it);
    return found == given_.end() ? std::nullopt : std::optional<known>({*found, found->name != newest(now).name});
  }
  const std::lock_guard lock(mutex_);
  follow(now);
  const auto found = std::ranges::find_if(all_, is_it, &drawn::it);
  if (found == all_.end())
    return std::nullopt;
  return known{found->it, &*found != &all_.back()};
}

} // namespace loadex::net::tls
