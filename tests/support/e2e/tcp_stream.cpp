#include "tests/support/e2e/tcp_stream.hpp"

#include "base/unix_socket.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace loadex::tests::e2e {

namespace {

constexpr std::chrono::seconds patience{20}; // longer than anything that works takes, even under a sanitizer

sockaddr_in ipv4_endpoint(const std::string& address, std::uint16_t port) {
  sockaddr_in result{};
  result.sin_family = AF_INET;
  result.sin_port = htons(port);
  ::inet_pton(AF_INET, address.c_str(), &result.sin_addr);
  return result;
}

} // namespace

tcp_stream::tcp_stream(int socket)
    : socket_(socket) {
  const int on = 1;
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  wait_at_most(patience);
}

tcp_stream::tcp_stream(tcp_stream&& other) noexcept
    : socket_(std::exchange(other.socket_, -1))
    , ahead_(std::move(other.ahead_)) {}

tcp_stream::~tcp_stream() {
  if (socket_ >= 0)
    ::close(socket_);
}

tcp_stream tcp_stream::connect(std::uint16_t port, const std::string& from) {
  tcp_stream stream(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const auto source = ipv4_endpoint(from, 0);
  const auto to = ipv4_endpoint("127.0.0.1", port);
  const int on = 1; // the port is chosen when we connect, so that one port serves several destinations
  ::setsockopt(stream.socket_, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
  if (::bind(stream.socket_, reinterpret_cast<const sockaddr*>(&source), sizeof source) != 0 ||
      ::connect(stream.socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0)
    throw connection_ended(std::string("connect: ") + std::strerror(errno));
  return stream;
}

tcp_stream tcp_stream::connect_to(const std::string& path) {
  tcp_stream stream(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!base::unix_address(path).connect(stream.socket_))
    throw connection_ended(std::string("connect: ") + std::strerror(errno));
  return stream;
}

void tcp_stream::wait_at_most(std::chrono::milliseconds time) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time);
  const timeval limit{seconds.count(), std::chrono::microseconds(time - seconds).count()};
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

void tcp_stream::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto n = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n < 0)
      throw connection_ended(std::string("send: ") + std::strerror(errno));
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}

/// Appends what comes to `ahead_`; false at the end of the stream.
bool tcp_stream::receive(std::size_t most) {
  std::array<char, 64 * 1024> buffer;
  const auto n = ::recv(socket_, buffer.data(), std::min(most, buffer.size()), 0);
  if (n < 0 && errno == EAGAIN)
    throw peer_silent("receive: nothing came");
  if (n < 0)
    throw connection_ended(std::string("receive: ") + std::strerror(errno));
  ahead_.append(buffer.data(), static_cast<std::size_t>(n));
  return n > 0;
}

std::string tcp_stream::read_some(std::size_t most) {
  if (ahead_.empty())
    receive(most);
  const auto taken = std::min(most, ahead_.size());
  auto rest = ahead_.substr(taken);
  ahead_.resize(taken);
  return std::exchange(ahead_, std::move(rest));
}

std::string tcp_stream::read_exactly(std::size_t size) {
  while (ahead_.size() < size)
    if (!receive(size - ahead_.size()))
      throw connection_ended("the connection was closed early");
  return read_some(size);
}

std::string tcp_stream::read_through(std::string_view delimiter) {
  for (;;) {
    if (const auto found = ahead_.find(delimiter); found != std::string::npos)
      return read_some(found + delimiter.size());
    if (!receive(4096))
      throw connection_ended("the connection was closed early");
  }
}

std::string tcp_stream::read_to_end() {
  while (receive(64 * 1024))
    ;
  return std::exchange(ahead_, {});
}

bool tcp_stream::peer_leaves() {
  try {
    return ahead_.empty() && !receive(1);
  } catch (const peer_silent&) {
    return false;
  } catch (const connection_ended&) {
    return true; // a reset
  }
}

void tcp_stream::finish_sending() {
  ::shutdown(socket_, SHUT_WR);
}

void tcp_stream::shut_down() noexcept {
  ::shutdown(socket_, SHUT_RDWR);
}

void tcp_stream::end_with_reset() {
  const linger at_once{1, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

} // namespace loadex::tests::e2e
