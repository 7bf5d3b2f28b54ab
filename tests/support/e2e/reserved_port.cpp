#include "tests/support/e2e/reserved_port.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

namespace loadex::tests::e2e {

reserved_port::reserved_port()
    : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const int on = 1;
  ::setsockopt(socket_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on); // lets the server bind it beside us
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_ANY);
  socklen_t size = sizeof at;
  if (::bind(socket_, reinterpret_cast<const sockaddr*>(&at), sizeof at) != 0 ||
      ::getsockname(socket_, reinterpret_cast<sockaddr*>(&at), &size) != 0) {
    ::close(socket_);
    throw std::runtime_error("cannot reserve a port");
  }
  number_ = ntohs(at.sin_port);
}

reserved_port::~reserved_port() {
  ::close(socket_);
}

} // namespace loadex::tests::e2e
