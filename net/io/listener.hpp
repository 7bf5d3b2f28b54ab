#pragma once

#include "base/descriptor.hpp"
#include "net/io/types.hpp"

#include <boost/asio/error.hpp>

#include <sys/socket.h>

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

inline constexpr int listen_backlog = 4096; // connections; the kernel caps it at net.core.somaxconn

/// A socket that listens; connections wait in its backlog until somebody takes it over, or it is closed.
class listening_socket {
public:
  /// Lives for as long as anybody may listen by one of the sockets of an address.
  using presence = std::shared_ptr<const void>;

  /// What is `only_bound` does not listen until somebody accepts there.
  listening_socket(const tcp_endpoint& at, int descriptor, presence of_address, bool only_bound = false)
      : at_(at)
      , presence_(std::move(of_address))
      , descriptor_(descriptor)
      , only_bound_(only_bound) {}
  listening_socket(listening_socket&& other) noexcept
      : at_(other.at_)
      , presence_(std::move(other.presence_))
      , descriptor_(std::exchange(other.descriptor_, -1))
      , only_bound_(other.only_bound_) {}
  listening_socket& operator=(listening_socket&&) = delete;
  ~listening_socket();

  const tcp_endpoint& at() const noexcept { return at_; }

  /// To be held by whoever takes it over, until that is closed.
  const presence& held() const noexcept { return presence_; }

  /// Until it is taken over: -1 from then on.
  int descriptor() const noexcept { return descriptor_; }

  /// Whoever accepts has to have it listen first.
  bool only_bound() const noexcept { return only_bound_; }

  /// For whoever accepts from now on. Once.
  tcp_acceptor take_over(const executor& on);

private:
  const tcp_endpoint at_;
  presence presence_;
  int descriptor_;
  bool only_bound_;
};

/// Whoever has been accepted.
struct accepted {
  error_code error; // `would_block`: nobody waits
  base::descriptor socket{};
};

/// Accepts whoever waits at a socket that does not block, into one that does not, either. `peer`: where to put its
/// address, of at most `size` bytes, and `size` itself.
accepted accept_now(int listening, sockaddr* peer, socklen_t& size) noexcept;

/// Likewise, and puts the address into `peer`.
template <class Acceptor>
accepted accept_now(Acceptor& from, typename Acceptor::endpoint_type& peer) {
  auto size = static_cast<socklen_t>(peer.capacity());
  auto who = accept_now(from.native_handle(), peer.data(), size);
  if (!who.error)
    peer.resize(size);
  return who;
}

/// Waits for somebody to accept.
template <class Acceptor>
awaitable<accepted> accept(Acceptor& from, typename Acceptor::endpoint_type& peer) {
  for (;;) {
    auto who = accept_now(from, peer);
    if (who.error != asio::error::would_block)
      co_return who;
    const auto [error] = co_await from.async_wait(Acceptor::wait_read, use);
    if (error)
      co_return accepted{error, {}};
  }
}

/// An address that is listened on.
struct listener {
  std::string address; // as it was asked for
  tcp_endpoint at;     // with its real port

  /// One for each worker, so that the kernel spreads connections (SO_REUSEPORT); of inherited ones there may be more.
  std::vector<listening_socket> sockets{};
};

/// `127.0.0.1:8080` or `[::1]:8080`.
std::string text_of(const tcp_endpoint& at);

/// One more at the address of `first`, so that the kernel spreads connections over both once it listens, too: until
/// this process accepts, another may have to serve them all. Or, where that is denied, the same once more. @throws
/// listen_failure
listening_socket listen_beside(const listening_socket& first);

/// Listens on `port` of every address; port 0 means any that is free, the same for all. A plain bind first shows that
/// nobody else has the address, which SO_REUSEPORT would hide. `::` is left out where the host has no IPv6, if others
/// remain, or `others` are listened on already. With `shared` an address may be one that this process listens on
/// already, or within one. @returns at least one, unless there are others @throws listen_failure
std::vector<listener> listen(const std::vector<std::string>& addresses, std::uint16_t port, std::size_t workers,
                             bool shared = false, bool others = false);

} // namespace loadex::net::io
