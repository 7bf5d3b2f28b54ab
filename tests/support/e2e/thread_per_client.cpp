#include "tests/support/e2e/thread_per_client.hpp"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>
#include <utility>

namespace loadex::tests::e2e {

thread_per_client::thread_per_client(std::function<void(int)> serve)
    : serve_(std::move(serve))
    , listening_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
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

thread_per_client::~thread_per_client() {
  stopping_ = true;
  accepting_.join();
  ::close(listening_);
}

void thread_per_client::accept() {
  std::list<int> clients;
  while (!stopping_) {
    pollfd someone{listening_, POLLIN, 0};
    if (::poll(&someone, 1, 20) <= 0)
      continue;
    const int client = ::accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0)
      continue;
    clients.push_back(client);
    serving_.emplace_back([this, client] { serve_(client); });
  }
  for (const int client : clients)
    ::shutdown(client, SHUT_RDWR);
  for (auto& one : serving_)
    one.join();
  for (const int client : clients)
    ::close(client);
}

} // namespace loadex::tests::e2e
