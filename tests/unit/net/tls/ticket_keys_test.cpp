#include "net/tls/ticket_keys.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <chrono>

using namespace loadex::net::tls;
using namespace std::chrono_literals;

TEST_CASE("a key of tickets is given out for twelve hours, and taken for as long again") {
  ticket_keys keys;
  const ticket_keys::clock::time_point begin{1h};
  const auto first = keys.newest(begin);
  CHECK(keys.newest(begin + 12h - 1s).name == first.name);
  const auto found = keys.find(first.name.data(), begin + 12h - 1s);
  REQUIRE(found);
  CHECK_FALSE(found->is_old);
  CHECK(found->by.of_cipher == first.of_cipher);
  CHECK(found->by.of_mac == first.of_mac);

  CHECK(keys.newest(begin + 12h).name != first.name);
  const auto old = keys.find(first.name.data(), begin + 24h - 1s);
  REQUIRE(old);
  CHECK(old->is_old);
  CHECK_FALSE(keys.find(first.name.data(), begin + 24h));
}

TEST_CASE("keys of tickets differ, and a ticket of nobody here has none") {
  ticket_keys keys;
  ticket_keys others;
  const ticket_keys::clock::time_point now{};
  const auto one = keys.newest(now);
  CHECK(one.of_cipher != one.of_mac);
  CHECK(one.of_cipher != others.newest(now).of_cipher);
  CHECK_FALSE(keys.find(others.newest(now).name.data(), now));
}
