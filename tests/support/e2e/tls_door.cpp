#include "tests/support/e2e/tls_door.hpp"

#include "tests/support/e2e/tcp_stream.hpp"
#include "tests/support/e2e/tls_pump.hpp"

#include <sys/socket.h>
#include <unistd.h>

namespace loadex::tests::e2e {

namespace {

/// The peer sees that what it has is not all.
void reset(int socket) {
  const sockaddr nobody{.sa_family = AF_UNSPEC, .sa_data = {}};
  (void)::connect(socket, &nobody, sizeof nobody);
}

} // namespace

tls_door::tls_door(std::uint16_t behind)
    : behind_(behind)
    , context_(SSL_CTX_new(TLS_client_method()), SSL_CTX_free)
    , clients_([this](int client) { serve(client); }) {}

void tls_door::serve(int client) {
  try {
    const int outside = connected_to(behind_);
    const std::shared_ptr<SSL> secured(SSL_new(context_.get()), SSL_free);
    SSL_set_fd(secured.get(), outside);
    const bool in_order = SSL_connect(secured.get()) == 1 && pump(*secured, outside, client);
    ::close(outside);
    if (!in_order)
      reset(client);
  } catch (const connection_ended&) {
  }
  ::shutdown(client, SHUT_RDWR);
}

} // namespace loadex::tests::e2e
