#include "tests/bench/lean/sockets.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>
#include <system_error>

namespace loadex::bench {

namespace {

int checked(int result, const char* what) {
  if (result < 0)
    throw std::system_error(errno, std::system_category(), what);
  return result;
}

int make_socket() {
  return checked(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");
}

sockaddr_in at(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

} // namespace

int listen_on(std::uint16_t port) {
  const int listening = make_socket();
  const int on = 1;
  setsockopt(listening, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  const auto address = at(port);
  checked(bind(listening, reinterpret_cast<const sockaddr*>(&address), sizeof address), "bind");
  checked(listen(listening, SOMAXCONN), "listen");
  return listening;
}

int connect_to(std::uint16_t port) {
  const int connected = make_socket();
  const auto address = at(port);
  checked(connect(connected, reinterpret_cast<const sockaddr*>(&address), sizeof address), "connect");
  send_at_once(connected);
  return connected;
}

void send_at_once(int socket) {
  const int on = 1;
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

} // namespace loadex::bench
