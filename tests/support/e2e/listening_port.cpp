#include "tests/support/e2e/listening_port.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

#include <stdexcept>

namespace loadex::tests::e2e {

listening_port::listening_port()
    : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof at;
  if (::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&at), sizeof at) != 0 ||
      ::listen(socket_.get(), SOMAXCONN) != 0 ||
      ::getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&at), &size) != 0)
    throw std::runtime_error("cannot listen");
  number_ = ntohs(at.sin_port);
}

} // namespace loadex::tests::e2e
