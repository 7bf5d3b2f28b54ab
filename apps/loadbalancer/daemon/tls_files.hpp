#pragma once

#include "config/snapshot.hpp"
#include "net/tls/client.hpp"
#include "net/tls/server.hpp"
#include "net/tls/ticket_keys.hpp"

#include <memory>
#include <vector>

namespace loadex {

/// How TLS is spoken with clients and with backends.
struct tls_ends {
  std::vector<net::tls::server_ptr> listeners{}; // of each, in their order; null where it has no TLS
  std::vector<net::tls::client_ptr> pools{};     // of each, likewise
};

/// Reads the files that TLS needs. One thread at a time.
class tls_files {
public:
  /// All of them anew; what is doubtful of a certificate is logged. @throws net::tls::certificate_failure, which names
  /// the listener or pool
  tls_ends read(const config::snapshot& of) const;

private:
  std::vector<net::tls::server_ptr> read(const std::vector<config::snapshot::listener>& wanted) const;

  const std::shared_ptr<net::tls::ticket_keys> tickets_ = std::make_shared<net::tls::ticket_keys>();
};

} // namespace loadex
