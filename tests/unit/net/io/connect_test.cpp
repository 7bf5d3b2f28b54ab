#include "net/io/connect.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/write.hpp>
#include <catch2/catch.hpp>

#include <array>
#include <chrono>
#include <exception>
#include <optional>
#include <utility>
#include <vector>

using namespace loadex::net;
using namespace std::chrono_literals;
using loadex::base::reason;

TEST_CASE("a connect whose deadline has passed before it began has timed out") {
  asio::io_context io;
  io::connect_canceller nobody;
  std::optional<io::connected> result;
  const tcp_endpoint somewhere(asio::ip::make_address("127.0.0.1"), 1);
  asio::co_spawn(io.get_executor(), connect(io.get_executor(), {somewhere}, 0, steady_clock::now(), nobody),
                 [&](std::exception_ptr, io::connected found) { result = std::move(found); });
  io.run();
  REQUIRE(result);
  CHECK_FALSE(result->stream);
  CHECK(result->why == reason::connect_timeout);
  CHECK(result->detail == "no answer in time");
}

namespace {

/// What a connect to them came to, the second tried first, with 4 bytes to read ahead.
io::connected connect_to(asio::io_context& io, std::vector<tcp_endpoint> endpoints) {
  io::connect_canceller nobody;
  std::optional<io::connected> result;
  const auto until = steady_clock::now() + 10s;
  asio::co_spawn(io.get_executor(), connect(io.get_executor(), std::move(endpoints), 1, until, nobody),
                 [&](std::exception_ptr, io::connected found) { result = std::move(found); });
  io.run();
  REQUIRE(result);
  return std::move(*result);
}

} // namespace

TEST_CASE("a connect gives a stream to the endpoint that has accepted, after those that refuse") {
  asio::io_context io;
  const tcp_endpoint any(asio::ip::address_v4::loopback(), 0);
  tcp_acceptor listening(io, any);
  tcp_acceptor refusing(io);
  refusing.open(any.protocol());
  refusing.bind(any); // and does not listen
  const auto reached = connect_to(io, {listening.local_endpoint(), refusing.local_endpoint()});
  REQUIRE(reached.stream);
  CHECK(reached.endpoint == 0);
  CHECK(reached.why == reason::none);

  auto peer = listening.accept();
  asio::write(peer, asio::buffer("12345678", 8));
  reached.stream->read_ahead();
  io.restart();
  io.run();
  CHECK(reached.stream->has_read_ahead());
  std::array<char, 64> room;
  CHECK(reached.stream->take(asio::buffer(room))->bytes == 8);
}

TEST_CASE("a connect that everybody refuses gives no stream, and says so of the last") {
  asio::io_context io;
  const tcp_endpoint any(asio::ip::address_v4::loopback(), 0);
  tcp_acceptor refusing(io);
  refusing.open(any.protocol());
  refusing.bind(any);
  const auto reached = connect_to(io, {refusing.local_endpoint(), refusing.local_endpoint()});
  CHECK_FALSE(reached.stream);
  CHECK(reached.why == reason::connect_refused);
  CHECK(reached.detail == "Connection refused");
}
