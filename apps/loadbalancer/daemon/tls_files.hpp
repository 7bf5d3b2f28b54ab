#pragma once

#include "config/snapshot.hpp"
#include "net/tls/client.hpp"
#include "net/tls/server.hpp"
#include "net/tls/ticket_keys.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
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
  tls_ends read(const config::snapshot& of);

  /// Whether there are any. Any thread.
  bool are_there() const noexcept { return are_there_; }

  /// Whether one has changed, come or gone since they were read, well or not.
  bool have_changed() const;

private:
  /// By which a file is known to be as it was.
  struct state {
    std::uint64_t inode = 0; // 0: it is not there
    std::int64_t size = 0;
    std::int64_t changed = 0; // ns

    bool operator==(const state&) const = default;
  };

  static state look(const std::string& file);
  void remember(const config::snapshot& of);
  std::vector<net::tls::server_ptr> read(const std::vector<config::snapshot::listener>& wanted) const;

  std::vector<std::pair<std::string, state>> seen_; // as they were last read
  std::atomic<bool> are_there_{false};
  const std::shared_ptr<net::tls::ticket_keys> tickets_ = std::make_shared<net::tls::ticket_keys>();
};

} // namespace loadex
