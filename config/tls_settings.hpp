#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace loadex::config {

/// Where a certificate and its chain are, and the key.
struct certificate_files {
  std::string certificate; // or a folder of such
  std::string key{};       // empty: in the same file, or beside it: `site.key` of `site.crt`

  bool operator==(const certificate_files&) const = default;
};

enum class tls_version {
  v1_2,
  v1_3,
};

/// Whether clients have to prove by a certificate who they are.
enum class client_verification {
  none,
  optional, // they may; one that does not hold is turned away all the same
  required,
};

/// What a backend can be told of a client's TLS.
enum class client_fact {
  certificate, // in base64 between colons (RFC 9440), if it has been verified; likewise the others of it
  subject,     // as in RFC 2253
  issuer,
  serial,      // hexadecimal
  fingerprint, // SHA-256, hexadecimal
  verified,    // `verified` or `none`
  version,     // of TLS: `TLSv1.3`
  cipher,
  host, // that it has asked for
};

/// A header by which backends are told.
struct client_header {
  std::string name;
  client_fact what{};

  bool operator==(const client_header&) const = default;
};

/// How TLS is spoken. What is not said is Mozilla's intermediate profile (guidelines 5.7).
struct tls_settings {
  std::vector<certificate_files> certificates{}; // the first is for clients that name no host, or an unknown one
  bool strict_sni = false;                       // such clients are turned away
  tls_version minimum = tls_version::v1_2;
  tls_version maximum = tls_version::v1_3;
  std::string ciphers = "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
                        "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:"
                        "DHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES256-GCM-SHA384:DHE-RSA-CHACHA20-POLY1305";   // of TLS 1.2
  std::string ciphersuites = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256"; // of TLS 1.3
  std::string curves = "X25519:prime256v1:secp384r1";
  std::chrono::milliseconds handshake_timeout{10'000};
  bool tickets = true;       // with which clients resume what was agreed
  std::string ticket_keys{}; // file of the keys, which others have, too; empty: our own
  client_verification verify{};
  std::string ca{};  // file of those who may have issued certificates of clients
  std::string crl{}; // file of what these have revoked; empty: nothing
  std::vector<client_header> client_headers{{"Client-Cert", client_fact::certificate}};

  bool operator==(const tls_settings&) const = default;
};

/// How TLS is spoken with backends whose URL says https.
struct backend_tls_settings {
  bool verify = true;        // the certificate: who issued it, of which host it is, and its dates
  std::string ca{};          // file of those who may have issued it; empty: those that this machine trusts
  std::string name{};        // of the host that is asked for and whose certificate it has to be; empty: that of the URL
  std::string certificate{}; // file of one of our own, with its chain; empty: none
  std::string key{};         // file; empty: in the same one, or beside it

  bool operator==(const backend_tls_settings&) const = default;
};

} // namespace loadex::config
