#include "tests/support/e2e/tls_front.hpp"

#include "tests/support/e2e/tcp_stream.hpp"
#include "tests/support/e2e/tls_pump.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

namespace loadex::tests::e2e {

tls_front::tls_front(std::uint16_t behind, const tls_offer& offer)
    : behind_(behind)
    , context_(SSL_CTX_new(TLS_server_method()), SSL_CTX_free)
    , clients_([this](tcp_stream& client) { serve(client); }) {
  auto* const c = context_.get();
  if (SSL_CTX_use_certificate_chain_file(c, offer.certificate.c_str()) != 1 ||
      SSL_CTX_use_PrivateKey_file(c, offer.certificate.c_str(), SSL_FILETYPE_PEM) != 1)
    throw std::runtime_error("no certificate in " + offer.certificate);
  SSL_CTX_set_session_id_context(c, reinterpret_cast<const unsigned char*>("test"), 4);
  if (!offer.clients.empty()) {
    SSL_CTX_load_verify_locations(c, offer.clients.c_str(), nullptr);
    SSL_CTX_set_verify(c, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  }
}

void tls_front::serve(tcp_stream& client) {
  const std::shared_ptr<SSL> secured(SSL_new(context_.get()), SSL_free);
  SSL_set_fd(secured.get(), client.descriptor());
  if (SSL_accept(secured.get()) != 1)
    return;
  ++agreed_;
  if (SSL_session_reused(secured.get()) == 1)
    ++resumed_;
  const int inside = connected_to(behind_);
  pump(*secured, client.descriptor(), inside);
  ::shutdown(inside, SHUT_RDWR);
  ::close(inside);
}

} // namespace loadex::tests::e2e
