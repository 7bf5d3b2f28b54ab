#pragma once

#include <openssl/bio.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <memory>
#include <string>

namespace loadex::net::tls {

/// Has OpenSSL's `Free` end what is owned.
template <auto Free>
struct freeing {
  template <class T>
  void operator()(T* owned) const noexcept {
    Free(owned);
  }
};

using bio_ptr = std::unique_ptr<BIO, freeing<BIO_free>>;
using certificate_ptr = std::unique_ptr<X509, freeing<X509_free>>;
using context_ptr = std::unique_ptr<SSL_CTX, freeing<SSL_CTX_free>>;
using key_ptr = std::unique_ptr<EVP_PKEY, freeing<EVP_PKEY_free>>;
using session_ptr = std::unique_ptr<SSL_SESSION, freeing<SSL_SESSION_free>>;
using ssl_ptr = std::unique_ptr<SSL, freeing<SSL_free>>;

/// Why OpenSSL has failed on this thread, in its words; forgotten then.
std::string latest_problem();

} // namespace loadex::net::tls
