#include "net/io/listener.hpp"

#include <catch2/catch.hpp>

#include <cstddef>
#include <string>
#include <vector>

using namespace loadex::net;
using Catch::Matchers::Contains;

namespace {

constexpr auto loopback = "127.0.0.1";

/// Takes over all their sockets, so that they are closed in the end.
std::vector<tcp_acceptor> take_over_all(asio::io_context& io, std::vector<io::listener>& listeners) {
  std::vector<tcp_acceptor> all;
  for (auto& one : listeners)
    for (auto& socket : one.sockets)
      all.push_back(socket.take_over(io.get_executor()));
  return all;
}

} // namespace

TEST_CASE("a listener has a socket for each worker, all on the port that was free") {
  asio::io_context io;
  auto listeners = io::listen({loopback}, 0, 3);
  REQUIRE(listeners.size() == 1);
  CHECK(listeners.front().at.port() != 0);
  const auto acceptors = take_over_all(io, listeners);
  REQUIRE(acceptors.size() == 3);
  for (const auto& acceptor : acceptors)
    CHECK(acceptor.local_endpoint() == listeners.front().at);
}

TEST_CASE("a listener's connections wait until its socket is taken over") {
  asio::io_context io;
  auto listeners = io::listen({loopback}, 0, 1);
  tcp_socket client(io);
  client.connect(listeners.front().at);
  auto acceptors = take_over_all(io, listeners);
  CHECK(acceptors.front().accept().remote_endpoint() == client.local_endpoint());
}

TEST_CASE("listeners on several addresses have the port that the first has got") {
  asio::io_context io;
  auto listeners = io::listen({loopback, "127.0.0.2"}, 0, 2);
  const auto acceptors = take_over_all(io, listeners);
  REQUIRE(listeners.size() == 2);
  CHECK(listeners[0].at.port() == listeners[1].at.port());
  CHECK(listeners[1].at.address().to_string() == "127.0.0.2");
  CHECK(acceptors.size() == 4);
}

TEST_CASE("an address that cannot be listened on is named, with what is wrong") {
  asio::io_context io;
  auto listeners = io::listen({loopback}, 0, 1);
  const auto acceptors = take_over_all(io, listeners);
  const auto taken = listeners.front().at.port();
  CHECK_THROWS_WITH(io::listen({loopback}, taken, 1),
                    "cannot listen on 127.0.0.1:" + std::to_string(taken) + ": Address already in use");
  CHECK_THROWS_WITH(io::listen({"192.0.2.1"}, 0, 1), Contains("cannot listen on 192.0.2.1:0: "));
  CHECK_THROWS_WITH(io::listen({"localhost"}, 0, 1), "localhost is not an IP address");
  CHECK_THROWS_AS(io::listen({}, 0, 1), io::listen_failure);
}

TEST_CASE("a socket that nobody takes over is closed, and its address is free again") {
  std::uint16_t port = 0;
  {
    const auto listeners = io::listen({loopback}, 0, 2);
    port = listeners.front().at.port();
    CHECK_THROWS_AS(io::listen({loopback}, port, 1), io::listen_failure);
  }
  CHECK_NOTHROW(io::listen({loopback}, port, 1));
}

TEST_CASE("an address within one that is ours already can be listened on besides it") {
  const auto all = io::listen({"0.0.0.0"}, 0, 1);
  const auto port = all.front().at.port();
  CHECK_THROWS_AS(io::listen({loopback}, port, 1), io::listen_failure);
  CHECK_NOTHROW(io::listen({loopback}, port, 1, true));
}
