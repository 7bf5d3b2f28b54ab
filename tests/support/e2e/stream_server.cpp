#include "tests/support/e2e/stream_server.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>
#include <utility>

namespace loadex::tests::e2e {

stream_server::stream_server(service serve, std::uint16_t port)
    : service_(std::move(serve))
    , listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  at.sin_port = htons(port);
  socklen_t size = sizeof at;
  if (::bind(listener_, reinterpret_cast<const sockaddr*>(&at), sizeof at) != 0 || ::listen(listener_, 1024) != 0 ||
      ::getsockname(listener_, reinterpret_cast<sockaddr*>(&at), &size) != 0)
    throw std::runtime_error("cannot listen");
  port_ = ntohs(at.sin_port);
  accepting_ = std::thread([this] { accept(); });
}

stream_server::~stream_server() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    for (auto& stream : streams_)
      if (stream)
        stream->shut_down();
  }
  ::shutdown(listener_, SHUT_RDWR); // wakes accept
  accepting_.join();
  for (auto& thread : threads_)
    thread.join();
  ::close(listener_);
}

void stream_server::accept() {
  for (;;) {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0)
      return;
    const std::lock_guard lock(mutex_);
    auto& stream = streams_.emplace_back(std::in_place, socket);
    if (stopping_)
      stream->shut_down();
    threads_.emplace_back([this, &stream] { serve(stream); });
  }
}

void stream_server::serve(std::optional<tcp_stream>& stream) {
  try {
    service_(*stream);
  } catch (const std::exception&) {
    // The client has gone, or we stop: nobody is left to serve.
  }
  const std::lock_guard lock(mutex_);
  stream.reset();
}

} // namespace loadex::tests::e2e
