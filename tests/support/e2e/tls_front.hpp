#pragma once

#include "tests/support/e2e/stream_server.hpp"

#include <openssl/ssl.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace loadex::tests::e2e {

/// What a server has, and asks for.
struct tls_offer {
  std::string certificate{}; // file with the key
  std::string clients{};     // file of those who may have issued the certificates of clients, which must have one
};

/// A server that speaks TLS: OpenSSL's, before a server of this process that does not.
class tls_front {
public:
  tls_front(std::uint16_t behind, const tls_offer& offer);

  std::uint16_t port() const noexcept { return clients_.port(); }
  std::string url(const std::string& host = "127.0.0.1") const {
    return "https://" + host + ":" + std::to_string(port());
  }

  /// Connections on which both have agreed; of these, those that resumed; and the hosts that were asked for last.
  std::size_t agreed() const noexcept { return agreed_; }
  std::size_t resumed() const noexcept { return resumed_; }

private:
  void serve(tcp_stream& client);

  const std::uint16_t behind_;
  std::shared_ptr<SSL_CTX> context_;
  std::atomic<std::size_t> agreed_{0};
  std::atomic<std::size_t> resumed_{0};
  stream_server clients_; // the last to begin
};

} // namespace loadex::tests::e2e
