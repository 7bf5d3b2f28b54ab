#pragma once

#include "base/network.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>

namespace loadex::net::limits {

/// How many connections each client has open, within a limit. Asked once for each connection, by any worker; remembers
/// only clients that have one.
class client_connections {
public:
  /// `most` for each client; 0 limits nobody.
  explicit client_connections(unsigned most)
      : most_(most) {}

  struct leave {
    client_connections* from;
    void operator()(const std::uint64_t* client) const;
  };
  /// Counts a connection as open for as long as it lives. Empty if nobody counts.
  using place = std::unique_ptr<const std::uint64_t, leave>;

  /// `most` from now on; who has more keeps them. Any thread.
  void adopt(unsigned most) noexcept { most_.store(most, std::memory_order_relaxed); }

  /// A place for one more connection; none if the client has all it may have. Any thread; takes a lock.
  std::optional<place> enter(const base::address_bytes& client);

private:
  std::atomic<unsigned> most_;
  std::mutex mutex_;                                 // guards open_
  std::unordered_map<std::uint64_t, unsigned> open_; // by client, only those that have one
};

} // namespace loadex::net::limits
