#include "net/io/connect.hpp"
#include "net/io/stream.hpp"
#include "net/tls/client.hpp"
#include "net/tls/handshake.hpp"
#include "net/tls/server.hpp"
#include "tests/support/e2e/certificates.hpp"
#include "tests/support/e2e/temp_folder.hpp"
#include "tests/support/stream_pair.hpp"

#include <boost/asio/co_spawn.hpp>
#include <catch2/catch.hpp>

#include <sys/socket.h>

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>

using namespace std::chrono_literals;
using namespace loadex;
using namespace loadex::net;
using tests::e2e::certificate_authority;

namespace {

/// Two streams that are each other's far end, over sockets that hold little, and what both need to speak TLS.
class two_ends {
public:
  two_ends() {
    std::array<int, 2> both{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, both.data()) == 0);
    const int little = 4 * 1024;
    for (const int one : both)
      ::setsockopt(one, SOL_SOCKET, SO_SNDBUF, &little, sizeof little);
    near = io::stream::over(loop.get_executor(), base::descriptor(both[0]));
    far = io::stream::over(loop.get_executor(), base::descriptor(both[1]));
    config::tls_settings how;
    how.certificates = {{folder_.write("site.pem", authority_.issue().both()).string()}};
    by_server = std::make_shared<const tls::server>("site", how, std::make_shared<tls::ticket_keys>());
  }

  /// What becomes of an operation, once it has.
  template <class T>
  std::shared_ptr<std::optional<T>> start(awaitable<T> operation) {
    auto result = std::make_shared<std::optional<T>>();
    asio::co_spawn(loop, std::move(operation), [result](std::exception_ptr thrown, T value) {
      if (thrown)
        std::rethrow_exception(thrown);
      result->emplace(std::move(value));
    });
    return result;
  }

  template <class Done>
  bool run_until(Done done) {
    const auto end = steady_clock::now() + 20s;
    while (!done() && steady_clock::now() < end)
      loop.run_one_for(10ms);
    return done();
  }

  /// Whether both have agreed.
  bool agree() {
    const auto accepted = start(tls::accept(near, by_server, {}));
    const auto connected =
        start(tls::secure(reached(), by_client.connect("localhost"), steady_clock::now() + 20s, nobody));
    return run_until([&] { return *accepted && *connected; }) && (*accepted)->agreed && (*connected)->stream;
  }

  /// As one that has been reached.
  io::connected reached() const {
    io::connected made;
    made.stream = far;
    return made;
  }

  tests::carried_loop carried;
  asio::io_context& loop = carried.io();
  asio::executor_work_guard<executor> busy{loop.get_executor()};
  io::stream_ptr near;
  io::stream_ptr far;
  tls::server_ptr by_server;

private:
  certificate_authority authority_;
  tests::e2e::temp_folder folder_;

public:
  const tls::client by_client{{.ca = authority_.file()}};
  io::connect_canceller nobody;
};

std::string random_text(std::mt19937& chance, std::size_t size) {
  std::string text(size, '\0');
  for (auto& c : text)
    c = static_cast<char>(chance());
  return text;
}

awaitable<std::string> read_all(io::stream_ptr from) {
  std::string all;
  std::string piece(3'000, '\0');
  for (;;) {
    const auto got = co_await from->read(asio::buffer(piece));
    all.append(piece, 0, got.bytes);
    if (got.error)
      co_return got.error == asio::error::eof ? all : all + " and then: " + got.error.message();
  }
}

/// In pieces of any size, by the ways that there are.
awaitable<bool> write_all(io::stream_ptr to, std::string text, unsigned seed) {
  std::mt19937 chance(seed);
  for (std::string_view left = text; !left.empty();) {
    const auto piece = left.substr(0, 1 + chance() % 150'000);
    const auto now = chance() % 2 == 0 ? to->write_now(piece) : io_result{};
    if (now.error)
      co_return false;
    const auto rest = piece.substr(now.bytes);
    std::array<asio::const_buffer, 3> parts{asio::buffer(rest.substr(0, rest.size() / 3)),
                                            asio::buffer(rest.substr(rest.size() / 3, rest.size() / 5)),
                                            asio::buffer(rest.substr(rest.size() / 3 + rest.size() / 5))};
    const auto sent = co_await to->write(parts);
    if (sent.error || sent.bytes != rest.size())
      co_return false;
    left.remove_prefix(piece.size());
  }
  to->shutdown_send();
  co_return true;
}

} // namespace

TEST_CASE(
    "what is sent in TLS arrives as it was, in whatever pieces, both ways at once, through sockets that hold little") {
  two_ends both;
  REQUIRE(both.agree());
  std::mt19937 chance(7);
  const auto there = random_text(chance, 3'000'000);
  const auto back = random_text(chance, 2'000'000);
  const auto sent_there = both.start(write_all(both.near, there, 1));
  const auto sent_back = both.start(write_all(both.far, back, 2));
  const auto come_there = both.start(read_all(both.far));
  const auto come_back = both.start(read_all(both.near));
  REQUIRE(both.run_until([&] { return *sent_there && *sent_back && *come_there && *come_back; }));
  CHECK(**sent_there);
  CHECK(**sent_back);
  const bool is_same = **come_there == there && **come_back == back;
  CHECK(is_same);
}

TEST_CASE("what comes together with the end of the handshake is not overlooked") {
  two_ends both;
  const auto speak = [&]() -> awaitable<bool> {
    const auto connected = co_await tls::secure(both.reached(), both.by_client.connect("localhost"),
                                                steady_clock::now() + 20s, both.nobody);
    connected.stream->write_now("at once");
    co_return true;
  };
  const auto listen = [&]() -> awaitable<bool> {
    const auto met = co_await tls::accept(both.near, both.by_server, {});
    co_await both.near->readable();
    co_return met.agreed.has_value();
  };
  const auto spoken = both.start(speak());
  const auto heard = both.start(listen());
  CHECK(both.run_until([&] { return *spoken && *heard; }));
}

TEST_CASE("an end that is not announced in TLS is a broken connection") {
  two_ends both;
  REQUIRE(both.agree());
  const auto come = both.start(read_all(both.far));
  both.near->reset(); // of a local socket the other side sees the end alone
  REQUIRE(both.run_until([&] { return come->has_value(); }));
  CHECK(come->value().find("and then: ") != std::string::npos);
}

TEST_CASE("a handshake ends when its stream is closed, on either side") {
  two_ends both;
  const auto accepted = both.start(tls::accept(both.near, both.by_server, {}));
  both.loop.poll();
  both.near->close();
  REQUIRE(both.run_until([&] { return accepted->has_value(); }));
  CHECK_FALSE(accepted->value().agreed.has_value());
  const auto connected = both.start(
      tls::secure(both.reached(), both.by_client.connect("localhost"), steady_clock::now() + 20s, both.nobody));
  REQUIRE(both.run_until([&] { return connected->has_value(); }));
  CHECK_FALSE(connected->value().stream);
}

TEST_CASE("what has come before the handshake, and nobody has taken, is part of it") {
  two_ends both;
  const auto connected = both.start(
      tls::secure(both.reached(), both.by_client.connect("localhost"), steady_clock::now() + 20s, both.nobody));
  both.near->read_ahead();
  REQUIRE(both.run_until([&] { return both.near->has_read_ahead(); }));
  const auto accepted = both.start(tls::accept(both.near, both.by_server, {}));
  REQUIRE(both.run_until([&] { return *accepted && *connected; }));
  CHECK((*accepted)->agreed.has_value());
  CHECK((*connected)->stream);
}
