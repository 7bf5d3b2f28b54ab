#include "tests/support/e2e/tls_client.hpp"

#include "tests/support/e2e/tls_pump.hpp"

#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <utility>

namespace loadex::tests::e2e {

namespace {

std::string latest_word() {
  const auto code = ERR_peek_error();
  const auto* const word = code != 0 ? ERR_reason_error_string(code) : nullptr;
  return word != nullptr ? word : "the connection has ended";
}

} // namespace

tls_client::tls_client(std::uint16_t port, const tls_wish& wish)
    : context_(SSL_CTX_new(TLS_client_method()), SSL_CTX_free) {
  auto* const c = context_.get();
  if (wish.version != 0) {
    SSL_CTX_set_min_proto_version(c, wish.version);
    SSL_CTX_set_max_proto_version(c, wish.version);
  }
  if (wish.most_of_record > 0)
    SSL_CTX_set_max_send_fragment(c, wish.most_of_record);
  if (!wish.ciphers.empty())
    SSL_CTX_set_cipher_list(c, wish.ciphers.c_str());
  if (!wish.authority.empty()) {
    SSL_CTX_load_verify_locations(c, wish.authority.c_str(), nullptr);
    SSL_CTX_set_verify(c, SSL_VERIFY_PEER, nullptr);
  }
  if (!wish.certificate.empty()) {
    SSL_CTX_use_certificate_chain_file(c, wish.certificate.c_str());
    SSL_CTX_use_PrivateKey_file(c, wish.certificate.c_str(), SSL_FILETYPE_PEM);
  }
  SSL_CTX_set_session_cache_mode(c, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_set_app_data(c, this);
  SSL_CTX_sess_set_new_cb(c, [](SSL* ssl, SSL_SESSION* made) {
    auto& self = *static_cast<tls_client*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)));
    self.latest_ = {made, SSL_SESSION_free};
    return 1;
  });
  ssl_ = {SSL_new(c), SSL_free};
  if (!wish.host.empty())
    SSL_set_tlsext_host_name(ssl_.get(), wish.host.c_str());
  if (!wish.authority.empty())
    SSL_set1_host(ssl_.get(), wish.host.c_str());
  if (!wish.protocols.empty())
    SSL_set_alpn_protos(ssl_.get(), reinterpret_cast<const unsigned char*>(wish.protocols.data()),
                        static_cast<unsigned>(wish.protocols.size()));
  if (wish.status)
    SSL_set_tlsext_status_type(ssl_.get(), TLSEXT_STATUSTYPE_ocsp);
  if (wish.session)
    SSL_set_session(ssl_.get(), wish.session.get());
  socket_ = connected_to(port);
  const timeval patience{20, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  SSL_set_fd(ssl_.get(), socket_);
  ERR_clear_error();
  if (SSL_connect(ssl_.get()) != 1) {
    const auto word = latest_word();
    ::close(socket_);
    throw handshake_refused(word);
  }
  std::array<int, 2> ends{};
  ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data());
  inside_ = ends[0];
  http_ = std::make_unique<http_client>(tcp_stream(ends[1]), wish.host.empty() ? "localhost" : wish.host);
  pump_ = std::thread([this] {
    if (!pump(*ssl_, socket_, inside_))
      ::shutdown(inside_, SHUT_RDWR);
  });
}

tls_client::~tls_client() {
  http_->stream().shut_down();
  pump_.join(); // once both have said that this was all: else OpenSSL would not let the session be resumed
  SSL_set_shutdown(ssl_.get(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
  ::close(socket_);
  ::close(inside_);
}

std::string tls_client::protocol() const {
  const unsigned char* chosen = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(ssl_.get(), &chosen, &size);
  return {reinterpret_cast<const char*>(chosen), size};
}

std::string tls_client::peer_name() const {
  std::array<char, 256> name{};
  if (const auto* const peer = SSL_get0_peer_certificate(ssl_.get()))
    X509_NAME_get_text_by_NID(X509_get_subject_name(peer), NID_commonName, name.data(), name.size());
  return name.data();
}

std::string tls_client::peer_key() const {
  const auto* const peer = SSL_get0_peer_certificate(ssl_.get());
  return OBJ_nid2sn(EVP_PKEY_get_base_id(X509_get0_pubkey(peer)));
}

std::string tls_client::status() const {
  const unsigned char* said = nullptr;
  const auto size = SSL_get_tlsext_status_ocsp_resp(ssl_.get(), &said);
  return size > 0 ? std::string(reinterpret_cast<const char*>(said), static_cast<std::size_t>(size)) : std::string();
}

std::shared_ptr<SSL_SESSION> tls_client::session() const {
  if (SSL_version(ssl_.get()) == TLS1_2_VERSION) // of whose renewed tickets nobody is told
    return {SSL_get1_session(ssl_.get()), SSL_SESSION_free};
  return latest_;
}

} // namespace loadex::tests::e2e
