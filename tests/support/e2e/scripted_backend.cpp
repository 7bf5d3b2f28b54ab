#include "tests/support/e2e/scripted_backend.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>
#include <utility>

namespace loadex::tests::e2e {

std::string conversation::read_body() {
  std::string body;
  read_framed_body(stream, asked, [&](std::string_view piece) { body += piece; });
  return body;
}

void conversation::answer(unsigned status, std::string_view body, header_fields fields) {
  fields.push_back({"Content-Length", std::to_string(body.size())});
  stream.send(to_bytes("HTTP/1.1 " + std::to_string(status) + " Scripted", fields) + std::string(body));
}

void conversation::send_head(std::string_view status_line, const header_fields& fields) {
  stream.send(to_bytes(status_line, fields));
}

scripted_backend::scripted_backend(script what_to_do)
    : script_(std::move(what_to_do))
    , listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof at;
  if (::bind(listener_, reinterpret_cast<const sockaddr*>(&at), sizeof at) != 0 || ::listen(listener_, 1024) != 0 ||
      ::getsockname(listener_, reinterpret_cast<sockaddr*>(&at), &size) != 0)
    throw std::runtime_error("cannot listen");
  port_ = ntohs(at.sin_port);
  accepting_ = std::thread([this] { accept(); });
}

scripted_backend::~scripted_backend() {
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

void scripted_backend::accept() {
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

void scripted_backend::serve(std::optional<tcp_stream>& stream) {
  try {
    for (bool first = true; handle_next(*stream, first); first = false)
      ;
  } catch (const std::exception&) {
    // The client has gone, or we stop: nobody is left to serve.
  }
  const std::lock_guard lock(mutex_);
  stream.reset();
}

bool scripted_backend::handle_next(tcp_stream& stream, bool first) {
  conversation now(stream, read_request_head(stream));
  if (now.asked.target == "/health") {
    now.answer(200, "OK\n", {{"Connection", "close"}});
    return false;
  }
  ++requests_;
  connections_ += first ? 1 : 0;
  script_(now);
  return now.stays();
}

} // namespace loadex::tests::e2e
