#pragma once

#include "config/tls_settings.hpp"
#include "net/tls/library.hpp"

#include <chrono>
#include <stdexcept>
#include <string>
#include <vector>

namespace loadex::net::tls {

/// Something that a certificate needs cannot be read, or does not belong together; what() names the file and says what
/// is wrong.
struct certificate_failure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A certificate with its chain and its key.
struct certificate {
  std::string file;
  certificate_ptr leaf;
  std::vector<certificate_ptr> chain{}; // of those who issued it, without the one that is known anyway
  key_ptr key;
  std::vector<std::string> names{}; // of hosts, in lower case, in order: `example.org`, `*.example.org`
  std::chrono::system_clock::time_point begins{};
  std::chrono::system_clock::time_point ends{};
  std::string status{}; // what its issuer says of it (OCSP, RFC 6960), from the `.ocsp` beside it; empty: nothing
  std::chrono::system_clock::time_point status_ends{};

  /// Has it presented by what that context makes. @throws certificate_failure
  void put_into(SSL_CTX& context) const;

  /// Whether the issuer is neither itself nor in its chain: many clients do not know it then.
  bool lacks_chain() const noexcept;
};

/// Every file that read_certificates() would look into, and the folder if it is one.
std::vector<std::string> files_behind(const config::certificate_files& files);

/// Reads it; of a folder all that are in there, in the order of their names. @throws certificate_failure
std::vector<certificate> read_certificates(const config::certificate_files& files);

} // namespace loadex::net::tls
