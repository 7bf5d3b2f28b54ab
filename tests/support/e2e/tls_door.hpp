#pragma once

#include "tests/support/e2e/stream_server.hpp"

#include <openssl/ssl.h>

#include <cstdint>
#include <memory>

namespace loadex::tests::e2e {

/// A port without TLS: whoever comes to it is at one with TLS, by OpenSSL.
class tls_door {
public:
  explicit tls_door(std::uint16_t behind);

  std::uint16_t port() const noexcept { return clients_.port(); }

private:
  void serve(tcp_stream& client);

  const std::uint16_t behind_;
  std::shared_ptr<SSL_CTX> context_;
  stream_server clients_;
};

} // namespace loadex::tests::e2e
