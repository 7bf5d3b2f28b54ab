#pragma once

#include "actors/pool.hpp"
#include "net/io/types.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace loadex {

/// What a service manager shows people of the balancer, in one line.
class status_line {
public:
  /// `control` runs no more when it ends.
  explicit status_line(net::executor control)
      : control_(control) {}

  /// These are the pools from now on. Any thread.
  void adopt(const std::vector<actors::pool_ptr>& pools);

  /// Takes a newly published view of the pool of that number. Any thread.
  void publish(std::uint64_t pool, const actors::pool_view_ptr& view);

  /// `4 of 5 backends healthy, 1,200 requests/s`: so many have ended in the last second, by two digits, so that the
  /// line changes with the traffic and not each second. On the control thread.
  std::string text(std::uint32_t requests, bool reload_refused) const;

private:
  struct health {
    std::size_t healthy = 0;
    std::size_t all = 0;
  };

  const net::executor control_;
  std::map<std::uint64_t, health> pools_; // by number
};

} // namespace loadex
