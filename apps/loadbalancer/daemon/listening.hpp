#pragma once

#include "config/snapshot.hpp"
#include "net/io/inherited_sockets.hpp"
#include "net/io/listener.hpp"
#include "net/io/types.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace loadex {

/// Which addresses are listened on, while listeners come, go and move. One thread at a time.
class listening {
public:
  /// Of `inherited`, which outlives it, it takes what fits before it opens anything.
  listening(std::size_t workers, net::io::inherited_sockets& inherited)
      : workers_(workers)
      , inherited_(inherited) {}

  std::size_t workers() const noexcept { return workers_; }

  struct change {
    /// Every address of theirs, behind those.
    std::vector<net::tcp_endpoint> all(std::vector<net::tcp_endpoint> behind) const;

    std::vector<std::vector<net::tcp_endpoint>> at; // of each listener, with its real port
    std::vector<std::vector<net::io::listening_socket>>
        of_workers; // what has been opened: at least one of each for each
  };

  /// Opens what `wanted` need that is not open yet; an address that another listener had goes over to the one that has
  /// it now. Who accepts closes what nobody has any more. @throws net::io::listen_failure; then nothing has changed.
  change follow(const std::vector<config::snapshot::listener>& wanted);

private:
  struct address {
    std::string listener;
    std::string text;     // as the configuration has it
    std::uint16_t asked;  // likewise; 0: any free port
    net::tcp_endpoint at; // port 0: it is left out, this host has no IPv6
    std::weak_ptr<const void> held{};
  };

  const address* find(const config::listener_settings& of, const std::string& text) const;
  bool has(std::uint16_t port) const;
  std::vector<net::io::listener> open(const config::listener_settings& of, const std::vector<std::string>& missing,
                                      std::uint16_t port);

  const std::size_t workers_;
  net::io::inherited_sockets& inherited_;
  std::vector<address> open_;
  std::vector<address> closing_; // that nobody has any more, as long as somebody may still listen there
};

} // namespace loadex
