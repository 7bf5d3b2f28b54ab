#include "net/io/inherited_sockets.hpp"
#include "net/io/socket_file.hpp"

#include <catch2/catch.hpp>

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

using namespace loadex;
using namespace loadex::net;

namespace {

constexpr auto loopback = "127.0.0.1";

/// What another process has opened: a socket for each of its workers.
struct opened {
  explicit opened(std::size_t workers)
      : listener(std::move(io::listen({loopback}, 0, workers).front())) {}

  std::uint16_t port() const { return listener.at.port(); }

  /// As they come out of a message of that process.
  io::inherited_sockets pass(const std::string& name = "web") const {
    io::inherited_sockets passed;
    for (const auto& socket : listener.sockets)
      REQUIRE(passed.add(base::duplicate(socket.descriptor()), name));
    return passed;
  }

  io::listener listener;
};

std::size_t queued_at(const io::listener& at) {
  std::size_t all = 0;
  for (const auto& one : at.sockets) {
    int client = 0;
    while ((client = ::accept4(one.descriptor(), nullptr, nullptr, SOCK_NONBLOCK)) >= 0) {
      ++all;
      ::close(client);
    }
  }
  return all;
}

void set_non_blocking(const io::listener& at) {
  for (const auto& one : at.sockets)
    ::fcntl(one.descriptor(), F_SETFL, O_NONBLOCK);
}

} // namespace

TEST_CASE("what waits in an inherited socket is there for whoever takes it, and its address needs not be free") {
  const opened before(2);
  asio::io_context io;
  std::vector<tcp_socket> clients;
  for (int i = 0; i < 8; ++i)
    clients.emplace_back(io).connect(before.listener.at);
  auto passed = before.pass();
  const auto taken = passed.take(loopback, before.port(), "whoever", 2);
  REQUIRE(taken);
  CHECK(taken->at == before.listener.at);
  CHECK(taken->sockets.size() == 2);
  set_non_blocking(*taken);
  CHECK(queued_at(*taken) == clients.size());
}

TEST_CASE("no inherited socket is left out, and no worker goes without") {
  const opened before(2);
  CHECK(before.pass().take(loopback, before.port(), "web", 1)->sockets.size() == 2);
  auto passed = before.pass();
  const auto taken = passed.take(loopback, before.port(), "web", 5);
  REQUIRE(taken->sockets.size() == 5);
  for (const auto& one : taken->sockets)
    CHECK(one.at() == before.listener.at);
}

TEST_CASE("nobody is led to a socket beside inherited ones before somebody accepts there") {
  const opened before(2);
  auto passed = before.pass();
  {
    const auto taken = passed.take(loopback, before.port(), "web", 8);
    REQUIRE(taken->sockets.size() == 8);
    asio::io_context io;
    std::vector<tcp_socket> clients;
    for (int i = 0; i < 40; ++i)
      clients.emplace_back(io).connect(before.listener.at);
    set_non_blocking(before.listener);
    CHECK(queued_at(before.listener) == clients.size());
  }
}

TEST_CASE("workers share an inherited socket beside which nothing can be listened on") {
  asio::io_context io;
  tcp_acceptor alone(io, tcp_endpoint(asio::ip::make_address(loopback), 0)); // without SO_REUSEPORT
  io::inherited_sockets passed;
  REQUIRE(passed.add(base::duplicate(alone.native_handle()), "web"));
  const auto taken = passed.take(loopback, alone.local_endpoint().port(), "web", 3);
  REQUIRE(taken);
  REQUIRE(taken->sockets.size() == 3);
  tcp_socket client(io);
  client.connect(alone.local_endpoint());
  set_non_blocking(*taken);
  CHECK(::accept4(taken->sockets.back().descriptor(), nullptr, nullptr, SOCK_NONBLOCK) >= 0);
}

TEST_CASE("an inherited socket is found by its address, or, at any port, by whose it is") {
  const opened before(1);
  const auto other_port = static_cast<std::uint16_t>(before.port() ^ 1U);
  CHECK_FALSE(before.pass().take(loopback, other_port, "web", 1));
  CHECK_FALSE(before.pass().take("127.0.0.2", before.port(), "web", 1));
  CHECK_FALSE(before.pass("api").take(loopback, 0, "web", 1));
  CHECK(before.pass("web").take(loopback, 0, "web", 1)->at == before.listener.at);
}

TEST_CASE("an inherited socket is taken once; the rest is told, and closed") {
  std::string where;
  {
    const opened before(1);
    where = io::text_of(before.listener.at);
    auto passed = before.pass();
    REQUIRE(passed.take(loopback, before.port(), "web", 1));
    CHECK_FALSE(passed.take(loopback, before.port(), "web", 1));
    CHECK(passed.drop_rest().empty());
    passed = before.pass();
    CHECK(passed.drop_rest() == std::vector{where});
  }
  const auto port = static_cast<std::uint16_t>(std::stoi(where.substr(where.find(':') + 1)));
  CHECK_NOTHROW(io::listen({loopback}, port, 1));
}

TEST_CASE("what does not listen is not inherited") {
  io::inherited_sockets passed;
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  CHECK_FALSE(passed.add(base::descriptor(ends[0]), "web"));
  CHECK_FALSE(passed.add(base::descriptor(ends[1]), "web"));
  CHECK_FALSE(passed.add(base::descriptor(::socket(AF_INET, SOCK_STREAM, 0)), "web"));
  CHECK_FALSE(passed.add(base::descriptor(::socket(AF_UNIX, SOCK_DGRAM, 0)), "web"));
  CHECK_FALSE(passed.add({}, "web"));
}

TEST_CASE("an inherited socket in the file system is found by its path, and its file goes with the last process") {
  const auto path = "/tmp/loadex-inherited-" + std::to_string(::getpid()) + ".sock";
  asio::io_context io;
  io::socket_file first(path, 0600);
  auto accepting = first.take_over(io.get_executor());
  io::inherited_sockets passed;
  REQUIRE(passed.add(base::duplicate(accepting.native_handle()), "admin:"));
  CHECK_FALSE(passed.take_file("/elsewhere"));
  auto known = passed.take_file(path);
  REQUIRE(known);
  { const io::socket_file gave_up(path, base::duplicate(known.get())); }
  CHECK(::access(path.c_str(), F_OK) == 0); // it is the first one's as yet
  {
    io::socket_file second(path, std::move(known));
    second.own_file();
    {
      auto ended = std::move(first);
      ended.leave_file();
    }
    CHECK(::access(path.c_str(), F_OK) == 0);
  }
  CHECK(::access(path.c_str(), F_OK) != 0);
}
