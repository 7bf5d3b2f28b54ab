#include "net/tls/client_trust.hpp"

#include "net/tls/certificate.hpp"

#include <openssl/err.h>
#include <openssl/x509_vfy.h>

#include <fstream>
#include <new>
#include <sstream>

namespace loadex::net::tls {

namespace {

[[noreturn]] void refuse(const std::string& file, const std::string& why) {
  throw certificate_failure(file + ": " + why);
}

/// Empty if it cannot be read: OpenSSL says why.
std::string content_of(const std::string& file) {
  const std::ifstream from(file, std::ios::binary);
  std::ostringstream text;
  if (from)
    text << from.rdbuf();
  return text.str();
}

int mode_of(const config::tls_settings& how) {
  return how.verify == config::client_verification::required ? SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT
                                                             : SSL_VERIFY_PEER;
}

} // namespace

client_trust::client_trust(const config::tls_settings& how)
    : mode_(mode_of(how))
    , text_(std::to_string(mode_) + content_of(how.ca) + content_of(how.crl))
    , store_(X509_STORE_new())
    , ca_(how.ca) {
  if (!store_)
    throw std::bad_alloc();
  ERR_clear_error();
  if (X509_STORE_load_file(store_.get(), how.ca.c_str()) != 1)
    refuse(how.ca, "nobody in it can be believed: " + latest_problem());
  // Whoever is in the file is believed, issued by others or not. With lists, the one of an authority in between is
  // itself believed by the root's word only.
  unsigned long flags = X509_V_FLAG_PARTIAL_CHAIN;
  if (!how.crl.empty()) {
    auto* const lookup = X509_STORE_add_lookup(store_.get(), X509_LOOKUP_file());
    if (lookup == nullptr || X509_load_crl_file(lookup, how.crl.c_str(), X509_FILETYPE_PEM) < 1)
      refuse(how.crl, "there is no list of revoked certificates in it, in PEM: " + latest_problem());
    flags = X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL;
  }
  X509_STORE_set_flags(store_.get(), flags);
}

void client_trust::put_into(SSL_CTX& context) const {
  SSL_CTX_set_verify(&context, mode_, nullptr);
  SSL_CTX_set1_verify_cert_store(&context, store_.get());
  SSL_CTX_set_client_CA_list(&context, SSL_load_client_CA_file(ca_.c_str()));
  SSL_CTX_set_session_ticket_cb(&context, nullptr, &client_trust::judge_ticket, const_cast<client_trust*>(this));
}

/// Who resumes goes by the certificate of then: it has to be there, and still to hold. It is not given a new ticket, so
/// that once the first is too old, after two hours, it is verified again.
SSL_TICKET_RETURN client_trust::judge_ticket(SSL*, SSL_SESSION* session, const unsigned char*, std::size_t,
                                             SSL_TICKET_STATUS status, void* self) {
  if (status != SSL_TICKET_SUCCESS && status != SSL_TICKET_SUCCESS_RENEW)
    return SSL_TICKET_RETURN_IGNORE_RENEW;
  const auto* const shown = SSL_SESSION_get0_peer(session);
  const bool is_required = (static_cast<const client_trust*>(self)->mode_ & SSL_VERIFY_FAIL_IF_NO_PEER_CERT) != 0;
  const bool holds = shown != nullptr ? X509_cmp_current_time(X509_get0_notAfter(shown)) > 0 : !is_required;
  return holds ? SSL_TICKET_RETURN_USE : SSL_TICKET_RETURN_IGNORE_RENEW;
}

} // namespace loadex::net::tls
