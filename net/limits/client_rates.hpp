#pragma once

#include "base/network.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>

namespace loadex::net::limits {

/// How many requests a second each client may make: a token bucket for each, which holds those of one second. Shared by
/// all workers without a lock, in a table of fixed size (1 MiB, 65 536 clients).
///
/// A bucket is one number, the time at which it will be full again (the virtual scheduling form of the generic cell
/// rate algorithm, ITU-T I.371). A client that is not in the table takes the place of one whose bucket is fuller than
/// the others' it might take: mostly of one that has been quiet for a second, which loses nothing by it. Two clients
/// that claim a place at the same instant may share it for a moment.
class client_rates {
public:
  /// `per_second`: 1 to 1 000 000; 0 limits nobody and needs no table.
  explicit client_rates(unsigned per_second);

  bool limited() const noexcept { return slots_ != nullptr; }

  /// The limit; 0: none.
  unsigned per_second() const noexcept { return per_second_; }

  /// Whether one more request may come from `client` now. Only if limited(). Any thread.
  bool admit(const base::address_bytes& client, std::chrono::steady_clock::time_point now) noexcept;

  /// The same at this moment; true if nobody is limited.
  bool may_ask(const base::address_bytes& client) noexcept {
    return !limited() || admit(client, std::chrono::steady_clock::now());
  }

private:
  struct slot {
    std::atomic<std::uint64_t> client{0}; // hash; 0: nobody has had it yet
    std::atomic<std::int64_t> full_at{0}; // of the steady clock, in nanoseconds
  };

  slot& find(std::uint64_t client) noexcept;

  const unsigned per_second_;
  std::int64_t interval_ = 0; // nanoseconds that one request takes to be refilled
  std::uint64_t seed_ = 0;    // so that nobody can choose addresses that fall together
  std::unique_ptr<slot[]> slots_;
};

} // namespace loadex::net::limits
