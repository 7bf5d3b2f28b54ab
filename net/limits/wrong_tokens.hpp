#pragma once

#include "base/network.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>

namespace loadex::net::limits {

/// Who has tried wrong tokens. After so many a client must wait before its next token is looked at, right or wrong:
/// guessing takes longer than anybody lives. A client is an IPv4 address or the /64 of an IPv6 one. Those who are kept
/// are bounded, so whoever has more addresses than that has more guesses. Any thread.
class wrong_tokens {
public:
  using time_point = std::chrono::steady_clock::time_point;

  static constexpr int most = 10;                // at once
  static constexpr std::chrono::seconds each{6}; // until one more may be tried
  static constexpr int lines_a_second = 5;       // of the log

  wrong_tokens();

  /// How long the client has to wait yet, in whole seconds; none: its token is looked at.
  std::chrono::seconds wait_of(const base::address_bytes& client, time_point now);

  /// Another one was wrong. Whether that is to be logged, and how many were not since the last that was.
  std::optional<std::int64_t> note(const base::address_bytes& client, time_point now);

private:
  struct record {
    std::uint64_t client = 0;
    time_point forgiven{}; // when all that it tried is
  };

  record& find(const base::address_bytes& client);

  static constexpr std::size_t ways = 8; // places that one client can take
  static constexpr std::size_t sets = 512;

  const std::uint64_t seed_; // so that nobody can choose addresses that fall together
  std::mutex mutex_;         // guards what follows
  std::array<record, sets * ways> records_{};
  time_point second_{}; // whose lines these are
  int lines_ = 0;
  std::int64_t not_logged_ = 0;
};

} // namespace loadex::net::limits
