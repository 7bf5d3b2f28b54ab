#pragma once

#include "config/tls_settings.hpp"
#include "net/tls/certificate.hpp"
#include "net/tls/library.hpp"

#include <memory>
#include <mutex>
#include <string>

namespace loadex::net::tls {

/// How TLS is spoken with the backends of a pool: whom to trust, and who we are. Any thread.
class client {
public:
  explicit client(const config::backend_tls_settings& how)
      : how_(how) {}

  /// Reads what the settings name, unless it has been read: those whom a machine trusts are many, and few pools need to
  /// know them. @throws certificate_failure
  void prepare() const;

  const config::backend_tls_settings& settings() const noexcept { return how_; }

  /// For a backend at `host`, a name or an address. @throws certificate_failure if it was not prepared
  ssl_ptr connect(const std::string& host) const;

private:
  context_ptr make_context() const;

  const config::backend_tls_settings how_;
  mutable std::once_flag prepared_;
  mutable context_ptr context_;
};

using client_ptr = std::shared_ptr<const client>;

} // namespace loadex::net::tls
