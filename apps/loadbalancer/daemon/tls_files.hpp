#pragma once

#include "config/snapshot.hpp"
#include "net/tls/client.hpp"
#include "net/tls/server.hpp"
#include "net/tls/ticket_keys.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace loadex {

/// Files, and by what each is known to be as it was.
class files_seen {
public:
  void add(const std::string& file);
  bool empty() const noexcept { return all_.empty(); }

  bool operator==(const files_seen&) const = default;

private:
  struct one {
    std::string name;
    std::uint64_t inode = 0; // 0: it is not there
    std::int64_t size = 0;
    std::int64_t changed = 0; // ns

    bool operator==(const one&) const = default;
  };

  std::vector<one> all_;
};

/// How TLS is spoken with clients and with backends.
struct tls_ends {
  std::vector<net::tls::server_ptr> listeners{}; // of each, in their order; null where it has no TLS
  std::vector<net::tls::client_ptr> pools{};     // of each, likewise
  net::tls::server_ptr admin{};                  // of our own addresses at a port apart; null: it has no TLS
  files_seen files{};                            // as they were just before they were read

  /// That with backends, by the names of the pools, which are those of `now`.
  std::map<std::string, net::tls::client_ptr> by_pool(const config::snapshot& now) const;
};

/// Reads the files that TLS needs. One thread at a time.
class tls_files {
public:
  /// All of them; what is doubtful of a certificate is logged. @throws net::tls::certificate_failure, which names the
  /// listener or pool
  tls_ends read(const config::snapshot& of) const;

  /// Those that it would read, as they are now.
  static files_seen look(const config::snapshot& of);

private:
  const std::shared_ptr<net::tls::ticket_keys> tickets_ = std::make_shared<net::tls::ticket_keys>();
};

} // namespace loadex
