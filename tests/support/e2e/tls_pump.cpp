#include "tests/support/e2e/tls_pump.hpp"

#include "tests/support/e2e/tcp_stream.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <string>

namespace loadex::tests::e2e {

namespace {

constexpr int patience = 20'000; // ms

bool send_all(int to, const char* data, std::size_t size) {
  while (size > 0) {
    const auto n = ::send(to, data, size, MSG_NOSIGNAL);
    if (n <= 0)
      return false;
    data += n;
    size -= static_cast<std::size_t>(n);
  }
  return true;
}

bool send_all(SSL& to, int socket, const char* data, int size) {
  int written = 0;
  while ((written = SSL_write(&to, data, size)) <= 0) {
    if (SSL_get_error(&to, written) != SSL_ERROR_WANT_WRITE)
      return false;
    pollfd room{socket, POLLOUT, 0};
    ::poll(&room, 1, -1);
  }
  return true;
}

} // namespace

int connected_to(std::uint16_t port) {
  std::signal(SIGPIPE, SIG_IGN); // OpenSSL writes to whoever has left
  const int made = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(made, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0)
    return made;
  ::close(made);
  throw connection_ended("cannot connect to port " + std::to_string(port));
}

bool pump(SSL& secured, int outside, int inside) {
  ::fcntl(outside, F_SETFL, ::fcntl(outside, F_GETFL) | O_NONBLOCK);
  std::array<char, 16 * 1024> bytes{};
  bool sends = true;
  bool receives = true;
  while (sends || receives) {
    if (receives) {
      const int n = SSL_read(&secured, bytes.data(), static_cast<int>(bytes.size()));
      if (n > 0) {
        if (!send_all(inside, bytes.data(), static_cast<std::size_t>(n)))
          return false;
        continue;
      }
      if (const int error = SSL_get_error(&secured, n); error == SSL_ERROR_ZERO_RETURN) {
        receives = false;
        ::shutdown(inside, SHUT_WR);
        continue;
      } else if (error != SSL_ERROR_WANT_READ) {
        return false;
      }
    }
    std::array<pollfd, 2> both{{{receives ? outside : -1, POLLIN, 0}, {sends ? inside : -1, POLLIN, 0}}};
    if (::poll(both.data(), both.size(), patience) == 0)
      return false;
    if (both[1].revents == 0)
      continue;
    const auto got = ::recv(inside, bytes.data(), bytes.size(), 0);
    if (got > 0) {
      if (!send_all(secured, outside, bytes.data(), static_cast<int>(got)))
        return false;
      continue;
    }
    sends = false;
    if (got < 0)
      return false;
    SSL_shutdown(&secured);
    ::shutdown(outside, SHUT_WR);
  }
  return true;
}

} // namespace loadex::tests::e2e
