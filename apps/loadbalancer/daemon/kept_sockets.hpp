#pragma once

#include "apps/loadbalancer/daemon/listening.hpp"
#include "apps/loadbalancer/daemon/service_manager.hpp"

#include <set>
#include <span>
#include <string>
#include <string_view>

namespace loadex {

/// The sockets that the service manager keeps for the next process while we listen on them: should this one crash,
/// clients wait for the next. Those of a socket unit are not among them: it has them anyway. One thread at a time.
class kept_sockets {
public:
  /// `with` outlives it.
  explicit kept_sockets(service_manager& with)
      : with_(with) {}

  /// What those of an address are kept as: `127.0.0.1_80` of `127.0.0.1:80`, for names of descriptors have no colon.
  static std::string name_of(std::string_view address);

  /// Has those kept that have just been opened, while they are still there; and drops those of addresses that nobody
  /// listens on any more, or else clients would wait there for nobody.
  void follow(const listening::change& where);

  /// Has one kept beside them, until drop().
  void keep(const std::string& address, int socket) { keep(address, std::span(&socket, 1)); }
  void drop(const std::string& address) { with_.drop(name_of(address)); }

private:
  void keep(const std::string& address, std::span<const int> sockets);

  service_manager& with_;
  std::set<std::string> followed_; // addresses
};

} // namespace loadex
