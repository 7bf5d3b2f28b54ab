#pragma once

#include "net/upstream/bound_connection.hpp"

#include <cstdint>
#include <forward_list>

namespace loadex::net::front {

/// Where one client is logged in: a connection for each pool that it goes to (see upstream::bound_connection), which
/// ends before this if no more requests lead to the pool. Empty for nearly everybody. Its worker's thread only.
class logins {
public:
  /// That in the pool of this number, or room for one.
  upstream::bound_connection& at(std::uint64_t pool) {
    if (first_.pool == pool)
      return first_.connection;
    for (auto& l : others_)
      if (l.pool == pool)
        return l.connection;
    if (first_.connection.empty()) {
      first_.pool = pool;
      return first_.connection;
    }
    std::erase_if(others_, [](const login& l) { return l.connection.empty(); });
    return others_.emplace_front(pool).connection;
  }

private:
  struct login {
    explicit login(std::uint64_t in = 0)
        : pool(in) {}

    std::uint64_t pool; // its number; 0: none
    upstream::bound_connection connection{};
  };

  login first_;
  std::forward_list<login> others_; // of a client that goes to several pools
};

} // namespace loadex::net::front
