#pragma once

#include "config/tls_settings.hpp"
#include "net/tls/certificate.hpp"
#include "net/tls/client_trust.hpp"
#include "net/tls/library.hpp"
#include "net/tls/ticket_keys.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace loadex::net::tls {

/// How a listener meets its clients: with which certificates, and what it agrees to. Immutable; shared by all workers.
class server {
public:
  /// Reads what the settings name. `name` is the listener's: what was agreed at one cannot be resumed at another.
  /// @throws certificate_failure
  server(const std::string& name, const config::tls_settings& how, std::shared_ptr<ticket_keys> tickets);
  server(const server&) = delete;
  server& operator=(const server&) = delete;
  ~server();

  /// For a client that has just come; it outlives the handshake.
  ssl_ptr accept() const;

  const config::tls_settings& settings() const noexcept { return how_; }
  const std::vector<certificate>& certificates() const noexcept { return certificates_; }

  /// Whether a client that has asked for the one host may ask for the other on the same connection: its certificate is
  /// for both, or both have the same (RFC 9110, 7.4).
  bool serves_alike(std::string_view host, std::string_view other) const;

private:
  struct of_names; // the certificates for the same names, of which each client has the one that it understands

  of_names& add(const certificate& one);
  context_ptr make_context() const;
  const of_names* find(std::string_view host) const;

  static int hear_hello(SSL* client, int* alert, void* self);
  static int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* size, const unsigned char* offered,
                             unsigned offered_size, void*);
  static int take_name(SSL*, int*, void*) { return SSL_TLSEXT_ERR_OK; }
  static int give_status(SSL* client, void* self);
  static int cover_ticket(SSL* client, unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac,
                          int is_new);

  const std::string name_;
  const config::tls_settings how_;
  const std::shared_ptr<ticket_keys> tickets_;
  const std::optional<client_trust> trust_; // none: clients need no certificate
  std::vector<certificate> certificates_;
  std::vector<of_names*> set_of_;                            // each certificate, as far as they have been added
  std::vector<std::unique_ptr<of_names>> sets_;              // the first is for those who name no host, or another one
  std::unordered_map<std::string, const of_names*> by_name_; // `example.org`, `*.example.org`
};

using server_ptr = std::shared_ptr<const server>;

} // namespace loadex::net::tls
