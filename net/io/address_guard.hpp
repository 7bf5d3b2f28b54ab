#pragma once

#include "base/network.hpp"

#include <boost/asio/ip/address.hpp>

#include <string>
#include <vector>

namespace loadex::net::io {

/// Where a backend may be that somebody has added by request, so that nobody turns Loadex at what only this machine
/// reaches.
class address_guard {
public:
  /// Admits what is in these networks; if there are none, all but link-local addresses and those at which clouds tell
  /// their machines secrets.
  explicit address_guard(std::vector<base::network> allowed);

  bool admits(const boost::asio::ip::address& to) const;

  /// What is said of one that it does not admit.
  std::string refusal_of(const boost::asio::ip::address& to) const;

private:
  const std::vector<base::network> allowed_;
};

} // namespace loadex::net::io
