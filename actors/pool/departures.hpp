#pragma once

#include "actors/pool/roster.hpp"

#include <chrono>
#include <cstdint>
#include <utility>
#include <vector>

namespace loadex::actors {

/// Who is to leave the pool, but serves on for as long as nobody else could: a pool that is exchanged as a whole would
/// otherwise have nobody until its new members have been probed.
class departures {
public:
  /// `who` is to leave, and will be given until `deadline` to be empty.
  void add(roster_entry& who, std::chrono::milliseconds deadline, observability::cause of) {
    who.departs = {deadline, std::move(of)};
    anybody_ = true;
  }

  /// Whether they had better stay: requests have nowhere else to go, and somebody is yet to be probed for the first
  /// time.
  bool must_wait(const roster& members) const;

  /// Those who leave now: all of them.
  std::vector<roster_entry*> take(roster& members);

  /// Of those who wait now: it is another one once they have been taken.
  std::uint64_t number() const noexcept { return number_; }

private:
  bool anybody_ = false; // has been added since they were taken
  std::uint64_t number_ = 1;
};

} // namespace loadex::actors
