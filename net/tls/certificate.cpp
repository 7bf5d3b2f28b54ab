#include "net/tls/certificate.hpp"

#include "base/text.hpp"

#include <openssl/err.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <filesystem>
#include <string_view>
#include <utility>

namespace loadex::net::tls {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const std::string& file, const std::string& why) {
  throw certificate_failure(file + ": " + why);
}

bio_ptr opened(const std::string& file) {
  ERR_clear_error();
  bio_ptr from(BIO_new_file(file.c_str(), "r"));
  if (!from)
    refuse(file, "cannot be read: " + latest_problem());
  return from;
}

/// A key that asks for a password cannot be used: nobody is there to answer.
int no_password(char*, int, int, void*) {
  return -1;
}

/// Whether the file has a key, readable or not: asked for one, OpenSSL does not say whether there is none.
bool has_key(const std::string& file) {
  const auto from = opened(file);
  constexpr std::string_view mark = "PRIVATE KEY-----";
  std::array<char, 256> line{};
  while (BIO_gets(from.get(), line.data(), static_cast<int>(line.size())) > 0)
    if (std::string_view(line.data()).find(mark) != std::string_view::npos)
      return true;
  return false;
}

/// None if the file has no key.
key_ptr key_in(const std::string& file) {
  if (!has_key(file))
    return nullptr;
  const auto from = opened(file);
  key_ptr key(PEM_read_bio_PrivateKey(from.get(), nullptr, no_password, nullptr));
  if (!key)
    refuse(file, "its key cannot be read: " + latest_problem() +
                     "; it has to be in PEM, without a password (openssl pkey -in ... -out ...)");
  return key;
}

/// `site.key` of `site.crt`.
std::string beside(const std::string& file, const char* extension = ".key") {
  return fs::path(file).replace_extension(extension).string();
}

std::vector<certificate_ptr> certificates_in(const std::string& file) {
  const auto from = opened(file);
  std::vector<certificate_ptr> all;
  while (certificate_ptr one{PEM_read_bio_X509(from.get(), nullptr, no_password, nullptr)})
    all.push_back(std::move(one));
  const bool is_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  if (!is_end)
    refuse(file, "its certificate cannot be read: " + latest_problem());
  ERR_clear_error();
  if (all.empty())
    refuse(file, "there is no certificate in it; it has to be in PEM, which begins with -----BEGIN CERTIFICATE-----");
  return all;
}

std::string text_of(const ASN1_STRING* of) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(of)), static_cast<std::size_t>(ASN1_STRING_length(of))};
}

/// Those that RFC 9525 (6.3) has a client look for: of the extension, and not of the subject.
std::vector<std::string> names_of(const X509& of) {
  const std::unique_ptr<GENERAL_NAMES, freeing<GENERAL_NAMES_free>> all(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(&of, NID_subject_alt_name, nullptr, nullptr)));
  std::vector<std::string> names;
  for (int i = 0; all && i < sk_GENERAL_NAME_num(all.get()); ++i)
    if (const auto* const one = sk_GENERAL_NAME_value(all.get(), i); one->type == GEN_DNS)
      names.push_back(base::lower(text_of(one->d.dNSName)));
  std::ranges::sort(names);
  return names;
}

std::chrono::system_clock::time_point time_of(const ASN1_TIME* at) {
  std::tm parts{};
  ASN1_TIME_to_tm(at, &parts);
  return std::chrono::system_clock::from_time_t(::timegm(&parts));
}

/// What the issuer says, if it says so beside the certificate. Whether it is its word shows to clients.
void read_status(certificate& of) {
  const auto file = beside(of.file, ".ocsp");
  if (!fs::exists(file))
    return;
  const auto from = opened(file);
  const std::unique_ptr<OCSP_RESPONSE, freeing<OCSP_RESPONSE_free>> said(d2i_OCSP_RESPONSE_bio(from.get(), nullptr));
  const std::unique_ptr<OCSP_BASICRESP, freeing<OCSP_BASICRESP_free>> words(
      said && OCSP_response_status(said.get()) == OCSP_RESPONSE_STATUS_SUCCESSFUL ? OCSP_response_get1_basic(said.get())
                                                                                  : nullptr);
  auto* const word = words ? OCSP_resp_get0(words.get(), 0) : nullptr;
  if (word == nullptr)
    refuse(file, "this is no answer of OCSP, in DER, that says something");
  ASN1_GENERALIZEDTIME* until = nullptr;
  OCSP_single_get0_status(word, nullptr, nullptr, nullptr, &until);
  of.status_ends = until != nullptr ? time_of(until) : std::chrono::system_clock::time_point::max();
  unsigned char* bytes = nullptr;
  const int size = i2d_OCSP_RESPONSE(said.get(), &bytes);
  if (size > 0)
    of.status.assign(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
  OPENSSL_free(bytes);
}

certificate read_certificate(const config::certificate_files& from) {
  const auto& file = from.certificate;
  auto all = certificates_in(file);
  certificate made{.file = file, .leaf = std::move(all.front()), .key = nullptr};
  all.erase(all.begin());
  made.chain = std::move(all);
  const auto* issued = made.leaf.get();
  for (const auto& issuer : made.chain) {
    if (X509_check_issued(issuer.get(), const_cast<X509*>(issued)) != X509_V_OK)
      refuse(file, "the certificates in it are no chain: each has to be issued by the one that follows, the site's "
                   "own first");
    issued = issuer.get();
  }
  auto key_file = from.key.empty() ? file : from.key;
  made.key = key_in(key_file);
  if (!made.key && from.key.empty())
    if (const auto other = beside(file); fs::exists(other))
      made.key = key_in(key_file = other);
  if (!made.key)
    refuse(key_file, "there is no key in it" + (from.key.empty() ? ", and no " + beside(file) : std::string()));
  if (X509_check_private_key(made.leaf.get(), made.key.get()) != 1)
    refuse(key_file, "this is not the key of the certificate in " + file);
  made.names = names_of(*made.leaf);
  made.begins = time_of(X509_get0_notBefore(made.leaf.get()));
  made.ends = time_of(X509_get0_notAfter(made.leaf.get()));
  read_status(made);
  return made;
}

/// The file itself, or those in the folder, in the order of their names.
std::vector<config::certificate_files> certificates_of(const config::certificate_files& files) {
  std::error_code error;
  if (!fs::is_directory(files.certificate, error))
    return {files};
  std::vector<config::certificate_files> found;
  for (const auto& entry : fs::directory_iterator(files.certificate, error))
    if (const auto kind = entry.path().extension(); kind == ".pem" || kind == ".crt")
      found.push_back({entry.path().string()});
  std::ranges::sort(found, {}, &config::certificate_files::certificate);
  return found;
}

} // namespace

void certificate::put_into(SSL_CTX& context) const {
  ERR_clear_error();
  SSL_CTX_clear_chain_certs(&context); // of one with the same kind of key
  bool is_in = SSL_CTX_use_certificate(&context, leaf.get()) == 1 && SSL_CTX_use_PrivateKey(&context, key.get()) == 1;
  for (const auto& issuer : chain)
    is_in = is_in && SSL_CTX_add1_chain_cert(&context, issuer.get()) == 1;
  if (!is_in)
    refuse(file, "this certificate cannot be used: " + latest_problem());
}

bool certificate::lacks_chain() const noexcept {
  return chain.empty() && X509_check_issued(leaf.get(), leaf.get()) != X509_V_OK;
}

std::vector<std::string> files_behind(const config::certificate_files& files) {
  std::vector<std::string> all{files.certificate};
  for (const auto& one : certificates_of(files)) {
    all.push_back(one.certificate);
    all.push_back(one.key.empty() ? beside(one.certificate) : one.key);
    all.push_back(beside(one.certificate, ".ocsp"));
  }
  return all;
}

std::vector<certificate> read_certificates(const config::certificate_files& files) {
  const auto found = certificates_of(files);
  if (found.empty())
    refuse(files.certificate, "there is no .pem or .crt in this folder");
  std::vector<certificate> all;
  all.reserve(found.size());
  for (const auto& one : found)
    all.push_back(read_certificate(one));
  return all;
}

} // namespace loadex::net::tls
