#include "tests/support/e2e/certificates.hpp"

#include <openssl/bio.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <atomic>
#include <cctype>
#include <stdexcept>
#include <utility>

namespace loadex::tests::e2e {

namespace {

using key_ptr = std::shared_ptr<EVP_PKEY>;
using x509_ptr = std::shared_ptr<X509>;

void demand(bool is_so) {
  if (!is_so)
    throw std::runtime_error("OpenSSL has made no certificate");
}

key_ptr make_key(key_kind kind) {
  key_ptr made(kind == key_kind::rsa ? EVP_RSA_gen(2048) : EVP_EC_gen("P-256"), EVP_PKEY_free);
  demand(made != nullptr);
  return made;
}

template <class Write>
std::string pem_by(Write write) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> to(BIO_new(BIO_s_mem()), &BIO_free);
  demand(write(to.get()) == 1);
  char* bytes = nullptr;
  const auto size = BIO_get_mem_data(to.get(), &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

std::string pem_of(const X509& of) {
  return pem_by([&](BIO* to) { return PEM_write_bio_X509(to, &of); });
}

void add(X509& to, X509* issuer, int what, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, &to, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> made(
      X509V3_EXT_conf_nid(nullptr, &context, what, value.c_str()), &X509_EXTENSION_free);
  demand(made && X509_add_ext(&to, made.get(), -1) == 1);
}

/// Unsigned; without an issuer it is its own.
x509_ptr begin(const std::string& name, EVP_PKEY& key, X509* issuer, const certificate_wish& of) {
  static std::atomic<long> serial{1};
  x509_ptr made(X509_new(), X509_free);
  auto* const x = made.get();
  X509_set_version(x, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(x), serial++);
  X509_gmtime_adj(X509_getm_notBefore(x), std::chrono::seconds(of.begins).count());
  X509_gmtime_adj(X509_getm_notAfter(x), (of.lives.count() > 0 ? of.lives : std::chrono::seconds(of.ends)).count());
  X509_set_pubkey(x, &key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  X509_set_issuer_name(x, X509_get_subject_name(issuer != nullptr ? issuer : x));
  return made;
}

x509_ptr leaf_of(const issued_certificate& of) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> from(BIO_new_mem_buf(of.certificate.data(), -1), &BIO_free);
  return {PEM_read_bio_X509(from.get(), nullptr, nullptr, nullptr), X509_free};
}

} // namespace

certificate_authority::certificate_authority(const std::string& name)
    : certificate_authority(name, nullptr) {}

certificate_authority::certificate_authority(const std::string& name, certificate_authority* by)
    : key_(make_key(key_kind::ecdsa)) {
  auto* const issuer = by != nullptr ? by->own_.get() : nullptr;
  own_ = begin(name, *key_, issuer, {});
  add(*own_, issuer != nullptr ? issuer : own_.get(), NID_basic_constraints, "critical,CA:TRUE");
  add(*own_, issuer != nullptr ? issuer : own_.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
  demand(X509_sign(own_.get(), by != nullptr ? by->key_.get() : key_.get(), EVP_sha256()) > 0);
  pem_ = pem_of(*own_);
  if (by != nullptr)
    chain_ = pem_ + by->chain_;
  file_ = folder_.write("authority.pem", pem_).string();
}

certificate_authority::~certificate_authority() = default;

issued_certificate certificate_authority::issue(const certificate_wish& of) {
  const auto key = make_key(of.key);
  const auto made = begin(of.names.empty() ? "nobody" : of.names.front(), *key, own_.get(), of);
  std::string names;
  for (const auto& name : of.names)
    names += (names.empty() ? "" : ",") + (std::isdigit(name.front()) != 0 ? "IP:" + name : "DNS:" + name);
  if (!names.empty())
    add(*made, own_.get(), NID_subject_alt_name, names);
  demand(X509_sign(made.get(), key_.get(), EVP_sha256()) > 0);
  return {pem_of(*made) + chain_, pem_by([&](BIO* to) {
            return PEM_write_bio_PrivateKey(to, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
          })};
}

std::string certificate_authority::revoked(const std::vector<issued_certificate>& all, std::chrono::hours time) {
  const std::shared_ptr<X509_CRL> list(X509_CRL_new(), X509_CRL_free);
  const auto at = [](std::chrono::seconds from_now) {
    return std::shared_ptr<ASN1_TIME>(X509_gmtime_adj(nullptr, from_now.count()), ASN1_TIME_free);
  };
  X509_CRL_set_version(list.get(), 1);
  X509_CRL_set_issuer_name(list.get(), X509_get_subject_name(own_.get()));
  X509_CRL_set1_lastUpdate(list.get(), at(std::chrono::hours(-48)).get());
  X509_CRL_set1_nextUpdate(list.get(), at(time).get());
  for (const auto& one : all) {
    auto* const entry = X509_REVOKED_new();
    X509_REVOKED_set_serialNumber(entry, X509_get_serialNumber(leaf_of(one).get()));
    X509_REVOKED_set_revocationDate(entry, at(std::chrono::hours(-1)).get());
    X509_CRL_add0_revoked(list.get(), entry);
  }
  demand(X509_CRL_sign(list.get(), key_.get(), EVP_sha256()) > 0);
  return pem_by([&](BIO* to) { return PEM_write_bio_X509_CRL(to, list.get()); });
}

std::string certificate_authority::status_of(const issued_certificate& of, std::chrono::hours time) {
  const auto whose = leaf_of(of);
  const std::shared_ptr<OCSP_CERTID> id(OCSP_cert_to_id(EVP_sha1(), whose.get(), own_.get()), OCSP_CERTID_free);
  const std::shared_ptr<OCSP_BASICRESP> words(OCSP_BASICRESP_new(), OCSP_BASICRESP_free);
  const auto at = [](std::chrono::seconds from_now) {
    return std::shared_ptr<ASN1_TIME>(X509_gmtime_adj(nullptr, from_now.count()), ASN1_TIME_free);
  };
  OCSP_basic_add1_status(words.get(), id.get(), V_OCSP_CERTSTATUS_GOOD, 0, nullptr, at(std::chrono::hours(-48)).get(),
                         at(time).get());
  demand(OCSP_basic_sign(words.get(), own_.get(), key_.get(), EVP_sha256(), nullptr, 0) == 1);
  const std::shared_ptr<OCSP_RESPONSE> said(OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, words.get()),
                                            OCSP_RESPONSE_free);
  unsigned char* bytes = nullptr;
  const int size = i2d_OCSP_RESPONSE(said.get(), &bytes);
  demand(size > 0);
  std::string all(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
  OPENSSL_free(bytes);
  return all;
}

std::unique_ptr<certificate_authority> certificate_authority::issue_authority(const std::string& name) {
  return std::unique_ptr<certificate_authority>(new certificate_authority(name, this));
}

} // namespace loadex::tests::e2e
