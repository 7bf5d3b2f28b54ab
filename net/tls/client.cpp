#include "net/tls/client.hpp"

#include "base/network.hpp"
#include "net/tls/session_store.hpp"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <new>
#include <string_view>

namespace loadex::net::tls {

namespace {

constexpr std::string_view spoken = "\x08http/1.1"; // as ALPN has it

} // namespace

void client::prepare() const {
  std::call_once(prepared_, [this] { context_ = make_context(); });
}

context_ptr client::make_context() const {
  context_ptr made(SSL_CTX_new(TLS_client_method()));
  if (!made)
    throw std::bad_alloc();
  auto* const c = made.get();
  SSL_CTX_set_min_proto_version(c, TLS1_2_VERSION);
  SSL_CTX_set_options(c, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_mode(c, SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_read_ahead(c, 1);
  SSL_CTX_set_alpn_protos(c, reinterpret_cast<const unsigned char*>(spoken.data()),
                          static_cast<unsigned>(spoken.size()));
  session_store::serve(*c);
  if (how_.verify) {
    SSL_CTX_set_verify(c, SSL_VERIFY_PEER, nullptr);
    ERR_clear_error();
    const bool is_known =
        how_.ca.empty() ? SSL_CTX_set_default_verify_paths(c) == 1 : SSL_CTX_load_verify_file(c, how_.ca.c_str()) == 1;
    if (!is_known)
      throw certificate_failure("backend-tls.ca: " + how_.ca + ": cannot be used: " + latest_problem());
  }
  if (!how_.certificate.empty())
    for (const auto& own : read_certificates({how_.certificate, how_.key}))
      own.put_into(*c);
  return made;
}

ssl_ptr client::connect(const std::string& host) const {
  prepare();
  ssl_ptr made(SSL_new(context_.get()));
  if (!made)
    throw std::bad_alloc();
  auto* const s = made.get();
  SSL_set_connect_state(s);
  const auto& name = how_.name.empty() ? host : how_.name;
  // An address is not for SNI (RFC 6066, 3); a certificate may be for one all the same.
  bool is_set = false;
  if (base::address_from(name)) {
    is_set = X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(s), name.c_str()) == 1;
  } else {
    SSL_set_hostflags(s, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    is_set = SSL_set1_host(s, name.c_str()) == 1 && SSL_set_tlsext_host_name(s, name.c_str()) == 1;
  }
  if (!is_set) // the certificate of any host would do
    throw certificate_failure("backend-tls.name: " + name + ": cannot be asked for");
  return made;
}

} // namespace loadex::net::tls
