#include "net/io/deadline.hpp"

#include <catch2/catch.hpp>

using namespace loadex::net;
using namespace std::chrono_literals;

TEST_CASE("a deadline acts once its time has passed") {
  asio::io_context io;
  io::deadline deadline(io.get_executor());
  int acted = 0;
  deadline.guard(steady_clock::now() + 1ms, [&] { ++acted; });
  CHECK_FALSE(deadline.expired());
  io.run();
  CHECK(acted == 1);
  CHECK(deadline.expired());
}

TEST_CASE("a deadline that was moved later acts at the later time") {
  asio::io_context io;
  io::deadline deadline(io.get_executor());
  steady_clock::time_point acted;
  const auto later = steady_clock::now() + 20ms;
  deadline.guard(steady_clock::now() + 1ms, [&] { acted = steady_clock::now(); });
  deadline.extend(later);
  io.run();
  CHECK(acted >= later);
}

TEST_CASE("a deadline that was moved earlier acts at the earlier time") {
  asio::io_context io;
  io::deadline deadline(io.get_executor());
  bool acted = false;
  deadline.guard(steady_clock::now() + 1h, [&] { acted = true; });
  deadline.extend(steady_clock::now() + 1ms);
  io.run();
  CHECK(acted);
}

TEST_CASE("a deadline at rest does not act") {
  asio::io_context io;
  io::deadline deadline(io.get_executor());
  bool acted = false;
  deadline.guard(steady_clock::now() + 1ms, [&] { acted = true; });
  deadline.rest();
  io.run();
  CHECK_FALSE(acted);
}

TEST_CASE("a deadline that has gone does not act") {
  asio::io_context io;
  bool acted = false;
  {
    io::deadline deadline(io.get_executor());
    deadline.guard(steady_clock::now() + 1ms, [&] { acted = true; });
  }
  io.run();
  CHECK_FALSE(acted);
}
