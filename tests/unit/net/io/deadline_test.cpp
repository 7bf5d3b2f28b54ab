#include "net/io/deadline.hpp"

#include <catch2/catch.hpp>

using namespace loadex::net;
using namespace std::chrono_literals;

TEST_CASE("a watchdog acts once its deadline has passed") {
  asio::io_context io;
  io::deadline limit(io.get_executor());
  int acted = 0;
  limit.guard(steady_clock::now() + 1ms, [&] { ++acted; });
  CHECK_FALSE(limit.expired());
  io.run();
  CHECK(acted == 1);
  CHECK(limit.expired());
}

TEST_CASE("a watchdog whose deadline moved later waits for the later one") {
  asio::io_context io;
  io::deadline limit(io.get_executor());
  steady_clock::time_point acted;
  const auto deadline = steady_clock::now() + 20ms;
  limit.guard(steady_clock::now() + 1ms, [&] { acted = steady_clock::now(); });
  limit.extend(deadline);
  io.run();
  CHECK(acted >= deadline);
}

TEST_CASE("a watchdog whose deadline moved earlier acts at the earlier one") {
  asio::io_context io;
  io::deadline limit(io.get_executor());
  bool acted = false;
  limit.guard(steady_clock::now() + 1h, [&] { acted = true; });
  limit.extend(steady_clock::now() + 1ms);
  io.run();
  CHECK(acted);
}

TEST_CASE("a watchdog at rest does not act") {
  asio::io_context io;
  io::deadline limit(io.get_executor());
  bool acted = false;
  limit.guard(steady_clock::now() + 1ms, [&] { acted = true; });
  limit.rest();
  io.run();
  CHECK_FALSE(acted);
}

TEST_CASE("a watchdog that has gone does not act") {
  asio::io_context io;
  bool acted = false;
  {
    io::deadline limit(io.get_executor());
    limit.guard(steady_clock::now() + 1ms, [&] { acted = true; });
  }
  io.run();
  CHECK_FALSE(acted);
}
