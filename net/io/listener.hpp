#pragma once

#include "net/io/types.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace loadex::net::io {

/// An address could not be listened on; what() names it and says why.
struct listen_failure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A socket that listens; connections wait in its backlog until somebody takes it over, or it is closed.
class listening_socket {
public:
  /// Lives for as long as anybody may listen by one of the sockets of an address.
  using presence = std::shared_ptr<const void>;

  listening_socket(const tcp_endpoint& at, int descriptor, presence of_address)
      : at_(at)
      , presence_(std::move(of_address))
      , descriptor_(descriptor) {}
  listening_socket(listening_socket&& other) noexcept
      : at_(other.at_)
      , presence_(std::move(other.presence_))
      , descriptor_(std::exchange(other.descriptor_, -1)) {}
  listening_socket& operator=(listening_socket&&) = delete;
  ~listening_socket();

  const tcp_endpoint& at() const noexcept { return at_; }

  /// To be held by whoever takes it over, until that is closed.
  const presence& held() const noexcept { return presence_; }

  /// For whoever accepts from now on. Once.
  tcp_acceptor take_over(const executor& on);

private:
  const tcp_endpoint at_;
  presence presence_;
  int descriptor_;
};

/// An address that is listened on.
struct listener {
  std::string address; // as it was asked for
  tcp_endpoint at;     // with its real port

  /// One for each worker, so that the kernel spreads connections (SO_REUSEPORT).
  std::vector<listening_socket> sockets{};
};

/// Listens on `port` of every address; port 0 means any that is free, the same for all. A plain bind first shows that
/// nobody else has the address, which SO_REUSEPORT would hide. `::` is left out where the host has no IPv6, if others
/// remain. With `shared` an address may be one that this process listens on already, or within one.
/// @returns at least one @throws listen_failure
std::vector<listener> listen(const std::vector<std::string>& addresses, std::uint16_t port, std::size_t workers,
                             bool shared = false);

} // namespace loadex::net::io
