#pragma once

#include "tests/support/e2e/http_client.hpp"

#include <openssl/ssl.h>

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

namespace loadex::tests::e2e {

/// The two have not agreed; what() is OpenSSL's word for it.
struct handshake_refused : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// What a client asks for.
struct tls_wish {
  std::string host = "localhost"; // that it names; empty: none
  std::string authority{};        // file of those it trusts; empty: it trusts everybody
  int version = 0;                // that it insists on
  std::string ciphers{};          // of TLS 1.2
  std::string protocols{};        // as ALPN has them, each behind its length
  std::string certificate{};      // file of its own, with the key
  std::shared_ptr<SSL_SESSION> session{};
  unsigned most_of_record = 0; // bytes; 0: as many as there may be
  bool status = false;         // what the issuer says of the certificate, too
};

/// A client that speaks TLS: OpenSSL's, on a thread of its own, between the balancer and a client of plain HTTP.
class tls_client {
public:
  /// @throws handshake_refused
  explicit tls_client(std::uint16_t port, const tls_wish& wish = {});
  tls_client(const tls_client&) = delete;
  tls_client& operator=(const tls_client&) = delete;
  ~tls_client();

  http_client& http() noexcept { return *http_; }
  response get(std::string_view target, header_fields fields = {}) { return http_->get(target, std::move(fields)); }

  std::string version() const { return SSL_get_version(ssl_.get()); }
  std::string cipher() const { return SSL_get_cipher_name(ssl_.get()); }
  std::string protocol() const;
  bool resumed() const { return SSL_session_reused(ssl_.get()) == 1; }

  /// The serial number of the peer's certificate, and its first name.
  std::string peer_name() const;
  std::string peer_key() const;

  /// Whether the end of what has come was announced, or may have been forged. Once the connection has ended.
  bool was_told_of_end() const { return (SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0; }

  /// What the issuer says of the certificate; empty: nothing.
  std::string status() const;

  /// To resume with; once an answer has come.
  std::shared_ptr<SSL_SESSION> session() const;

private:
  std::shared_ptr<SSL_CTX> context_;
  std::shared_ptr<SSL> ssl_;
  std::shared_ptr<SSL_SESSION> latest_;
  int socket_ = -1;
  int inside_ = -1;
  std::unique_ptr<http_client> http_;
  std::thread pump_;
};

} // namespace loadex::tests::e2e
