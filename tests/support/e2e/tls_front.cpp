#include "tests/support/e2e/tls_front.hpp"

#include "tests/support/e2e/tcp_stream.hpp"
#include "tests/support/e2e/tls_pump.hpp"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

namespace loadex::tests::e2e {

tls_front::tls_front(std::uint16_t behind, const tls_offer& offer)
    : behind_(behind)
    , context_(SSL_CTX_new(TLS_server_method()), SSL_CTX_free)
    , listening_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  auto* const c = context_.get();
  if (SSL_CTX_use_certificate_chain_file(c, offer.certificate.c_str()) != 1 ||
      SSL_CTX_use_PrivateKey_file(c, offer.certificate.c_str(), SSL_FILETYPE_PEM) != 1)
    throw std::runtime_error("no certificate in " + offer.certificate);
  SSL_CTX_set_session_id_context(c, reinterpret_cast<const unsigned char*>("test"), 4);
  if (!offer.clients.empty()) {
    SSL_CTX_load_verify_locations(c, offer.clients.c_str(), nullptr);
    SSL_CTX_set_verify(c, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  }
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof at;
  if (::bind(listening_, reinterpret_cast<const sockaddr*>(&at), size) != 0 || ::listen(listening_, SOMAXCONN) != 0 ||
      ::getsockname(listening_, reinterpret_cast<sockaddr*>(&at), &size) != 0)
    throw std::runtime_error("cannot listen");
  port_ = ntohs(at.sin_port);
  accepting_ = std::thread([this] { accept(); });
}

tls_front::~tls_front() {
  stopping_ = true;
  accepting_.join();
  ::close(listening_);
}

void tls_front::accept() {
  std::list<int> clients;
  while (!stopping_) {
    pollfd someone{listening_, POLLIN, 0};
    if (::poll(&someone, 1, 20) <= 0)
      continue;
    const int client = ::accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0)
      continue;
    clients.push_back(client);
    serving_.emplace_back([this, client] { serve(client); });
  }
  for (const int client : clients)
    ::shutdown(client, SHUT_RDWR);
  for (auto& one : serving_)
    one.join();
  for (const int client : clients)
    ::close(client);
}

void tls_front::serve(int client) {
  const std::shared_ptr<SSL> secured(SSL_new(context_.get()), SSL_free);
  SSL_set_fd(secured.get(), client);
  if (SSL_accept(secured.get()) != 1) {
    ::shutdown(client, SHUT_RDWR);
    return;
  }
  ++agreed_;
  if (SSL_session_reused(secured.get()) == 1)
    ++resumed_;
  try {
    const int inside = connected_to(behind_);
    pump(*secured, client, inside);
    ::close(inside);
  } catch (const connection_ended&) {
  }
  ::shutdown(client, SHUT_RDWR);
}

} // namespace loadex::tests::e2e
