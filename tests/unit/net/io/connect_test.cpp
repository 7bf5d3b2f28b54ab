#include "net/io/connect.hpp"

#include <boost/asio/co_spawn.hpp>
#include <catch2/catch.hpp>

#include <exception>
#include <optional>

using namespace loadex::net;
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
  CHECK_FALSE(result->socket);
  CHECK(result->why == reason::connect_timeout);
  CHECK(result->detail == "no answer in time");
}
