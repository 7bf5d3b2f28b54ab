#include "net/limits/client_rates.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

using loadex::base::address_from;
using loadex::net::limits::client_rates;
using namespace std::chrono_literals;

namespace {

const std::chrono::steady_clock::time_point start{1h};
const auto alice = *address_from("192.0.2.1");
const auto bob = *address_from("192.0.2.2");

int admitted(client_rates& rates, const loadex::base::address_bytes& client,
             std::chrono::steady_clock::time_point now) {
  int count = 0;
  while (count < 10'000 && rates.admit(client, now))
    ++count;
  return count;
}

} // namespace

TEST_CASE("a client may make a second's requests at once, then they come back at the rate") {
  client_rates rates(10);
  CHECK(admitted(rates, alice, start) == 10);
  CHECK(admitted(rates, alice, start + 99ms) == 0);
  CHECK(admitted(rates, alice, start + 100ms) == 1);
  CHECK(admitted(rates, alice, start + 600ms) == 5);
  CHECK(admitted(rates, alice, start + 1h) == 10);
}

TEST_CASE("clients do not use up each other's requests") {
  client_rates rates(10);
  CHECK(admitted(rates, alice, start) == 10);
  CHECK(admitted(rates, bob, start) == 10);
}

TEST_CASE("addresses of one IPv6 network of 64 bits are one client, and those of another are not") {
  client_rates rates(10);
  CHECK(admitted(rates, *address_from("2001:db8:0:1::1"), start) == 10);
  CHECK(admitted(rates, *address_from("2001:db8:0:1:ffff::2"), start) == 0);
  CHECK(admitted(rates, *address_from("2001:db8:0:2::1"), start) == 10);
}

TEST_CASE("a rate of 0 limits nobody") {
  CHECK_FALSE(client_rates(0).limited());
}

TEST_CASE("a flood of other addresses does not hide the one that comes all the time") {
  client_rates rates(1000);
  int let_through = 0;
  auto now = start;
  for (int i = 0; i < 200'000; ++i, now += 10us) { // two seconds, a tenth of the requests are hers
    if (i % 10 == 0)
      let_through += rates.admit(alice, now);
    else
      rates.admit(*address_from("10." + std::to_string(i >> 16) + "." + std::to_string(i >> 8 & 255) + "." +
                                std::to_string(i & 255)),
                  now);
  }
  CHECK(let_through >= 2900);
  CHECK(let_through <= 3100); // 1 000 at once and 2 000 in two seconds
}

TEST_CASE("threads that ask for one client together get no more than it may have") {
  client_rates rates(1000);
  std::atomic<int> total{0};
  std::vector<std::thread> threads;
  threads.reserve(4);
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int n = 0; n < 1000; ++n)
        total += rates.admit(alice, start);
    });
  for (auto& t : threads)
    t.join();
  CHECK(total == 1000);
}
