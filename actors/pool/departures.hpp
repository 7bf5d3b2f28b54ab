#pragma once

#include "actors/pool/roster.hpp"
#include "config/backend_url.hpp"

#include <chrono>
#include <cstdint>
#include <utility>
#include <vector>

namespace loadex::actors {

/// Who is to leave the pool, but serves on for as long as nobody else could: a pool that is exchanged as a whole would
/// otherwise have nobody until its new members have been probed.
class departures {
public:
  struct departure {
    config::backend_url who;
    std::chrono::milliseconds deadline{0}; // of its drain
  };

  void add(departure one) { waiting_.push_back(std::move(one)); }

  /// Has `who` stay after all.
  void withdraw(const config::backend_url& who) {
    std::erase_if(waiting_, [&](const departure& d) { return d.who == who; });
  }

  /// Whether they had better stay: requests have nowhere else to go, and somebody is yet to be probed for the first
  /// time.
  bool must_wait(const roster& members) const;

  /// Those who leave now: all of them.
  std::vector<departure> take() {
    ++number_;
    return std::exchange(waiting_, {});
  }

  /// Of those who wait now: it is another one once they have been taken.
  std::uint64_t number() const noexcept { return number_; }

private:
  std::vector<departure> waiting_;
  std::uint64_t number_ = 1;
};

} // namespace loadex::actors
