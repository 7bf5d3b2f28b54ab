#include "tests/support/e2e/tls_door.hpp"

#include "tests/support/e2e/tcp_stream.hpp"
#include "tests/support/e2e/tls_pump.hpp"

#include <unistd.h>

namespace loadex::tests::e2e {

tls_door::tls_door(std::uint16_t behind)
    : behind_(behind)
    , context_(SSL_CTX_new(TLS_client_method()), SSL_CTX_free)
    , clients_([this](tcp_stream& client) { serve(client); }) {}

void tls_door::serve(tcp_stream& client) {
  const int outside = connected_to(behind_);
  const std::shared_ptr<SSL> secured(SSL_new(context_.get()), SSL_free);
  SSL_set_fd(secured.get(), outside);
  const bool in_order = SSL_connect(secured.get()) == 1 && pump(*secured, outside, client.descriptor());
  ::close(outside);
  if (!in_order)
    client.end_with_reset(); // so that it sees that what it has is not all
}

} // namespace loadex::tests::e2e
