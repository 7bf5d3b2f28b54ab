#include "net/tls/agreement.hpp"

#include "base/text.hpp"

#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/sha.h>

#include <array>
#include <cstddef>
#include <memory>

namespace loadex::net::tls {

namespace {

using bignum_ptr = std::unique_ptr<BIGNUM, freeing<BN_free>>;

std::string encoded(const X509& certificate) {
  unsigned char* bytes = nullptr;
  const int size = i2d_X509(&certificate, &bytes);
  if (size <= 0)
    return {};
  std::string text(4 * ((static_cast<std::size_t>(size) + 2) / 3) + 1, '\0'); // EVP_EncodeBlock ends it with a 0
  const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes, size);
  OPENSSL_free(bytes);
  text.resize(static_cast<std::size_t>(length));
  return text;
}

/// As RFC 2253 writes it: in ASCII, without a character that could end a line.
std::string text_of(const X509_NAME* name) {
  const bio_ptr into(BIO_new(BIO_s_mem()));
  if (!into || X509_NAME_print_ex(into.get(), name, 0, XN_FLAG_RFC2253) < 0)
    return {};
  char* text = nullptr;
  const long size = BIO_get_mem_data(into.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

std::string serial_of(const X509& certificate) {
  const bignum_ptr number(ASN1_INTEGER_to_BN(X509_get0_serialNumber(&certificate), nullptr));
  char* const digits = number ? BN_bn2hex(number.get()) : nullptr;
  if (digits == nullptr)
    return {};
  std::string text = base::lower(digits);
  OPENSSL_free(digits);
  return text;
}

std::string fingerprint_of(const X509& certificate) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  if (X509_digest(&certificate, EVP_sha256(), digest.data(), nullptr) != 1)
    return {};
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const auto byte : digest)
    (text += digits[byte >> 4]) += digits[byte & 0xf];
  return text;
}

/// `shown`: the client's certificate, if it is good. Empty: there is nothing to tell.
std::string text_of(config::client_fact what, const agreement& known, const X509* shown) {
  using fact = config::client_fact;
  switch (what) {
  case fact::certificate:
    return shown != nullptr ? ':' + encoded(*shown) + ':' : std::string(); // a byte sequence of RFC 8941
  case fact::subject:
    return shown != nullptr ? text_of(X509_get_subject_name(shown)) : std::string();
  case fact::issuer:
    return shown != nullptr ? text_of(X509_get_issuer_name(shown)) : std::string();
  case fact::serial:
    return shown != nullptr ? serial_of(*shown) : std::string();
  case fact::fingerprint:
    return shown != nullptr ? fingerprint_of(*shown) : std::string();
  case fact::verified:
    return known.verified ? "verified" : "none";
  case fact::version:
    return std::string(known.version);
  case fact::cipher:
    return std::string(known.cipher);
  case fact::host:
    return known.host;
  }
  return {};
}

/// What a stranger says: whatever else it is goes into no header.
bool is_host(std::string_view text) {
  return text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._") ==
         std::string_view::npos;
}

} // namespace

agreement agreement_of(SSL& session, const std::vector<config::client_header>& tells) {
  agreement made{.version = SSL_get_version(&session), .cipher = SSL_CIPHER_get_name(SSL_get_current_cipher(&session))};
  const char* const host = SSL_get_servername(&session, TLSEXT_NAMETYPE_host_name);
  if (host != nullptr && is_host(host))
    made.host = host;
  const auto* const shown = SSL_get0_peer_certificate(&session);
  made.verified = shown != nullptr && SSL_get_verify_result(&session) == X509_V_OK;
  for (const auto& header : tells)
    if (const auto value = text_of(header.what, made, made.verified ? shown : nullptr); !value.empty())
      made.told_lines.append(header.name).append(": ").append(value).append("\r\n");
  return made;
}

} // namespace loadex::net::tls
