#include "net/limits/client_connections.hpp"

#include <catch2/catch.hpp>

#include <vector>

using loadex::base::address_from;
using loadex::net::limits::client_connections;

namespace {

const auto alice = *address_from("192.0.2.1");
const auto bob = *address_from("192.0.2.2");

} // namespace

TEST_CASE("a client may have so many connections, and another one when one has ended") {
  client_connections connections(2);
  auto first = connections.enter(alice);
  const auto second = connections.enter(alice);
  CHECK(first);
  CHECK(second);
  CHECK_FALSE(connections.enter(alice));
  CHECK(connections.enter(bob));

  first.reset();
  CHECK(connections.enter(alice));
}

TEST_CASE("a limit of 0 connections limits nobody") {
  client_connections connections(0);
  std::vector<client_connections::place> places;
  for (int i = 0; i < 1000; ++i) {
    auto place = connections.enter(alice);
    REQUIRE(place);
    places.push_back(std::move(*place));
  }
}
