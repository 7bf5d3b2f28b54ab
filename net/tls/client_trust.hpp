#pragma once

#include "config/tls_settings.hpp"
#include "net/tls/library.hpp"

#include <cstddef>
#include <memory>
#include <string>

namespace loadex::net::tls {

/// Whose certificates of clients are believed, and which have been revoked.
class client_trust {
public:
  /// Reads the files. @throws certificate_failure
  explicit client_trust(const config::tls_settings& how);

  /// Has the clients of that context asked for a certificate.
  void put_into(SSL_CTX& context) const;

  /// What is in the files, and whether a certificate is required: what was agreed by other terms is not resumed.
  const std::string& text() const noexcept { return text_; }

private:
  static SSL_TICKET_RETURN judge_ticket(SSL*, SSL_SESSION* session, const unsigned char*, std::size_t,
                                        SSL_TICKET_STATUS status, void* self);

  using store_ptr = std::unique_ptr<X509_STORE, freeing<X509_STORE_free>>;

  const int mode_;
  std::string text_;
  store_ptr store_;
  std::string ca_;
};

} // namespace loadex::net::tls
