#include "net/exchange/request_ids.hpp"

#include <catch2/catch.hpp>

#include <string>

using loadex::net::exchange::request_ids;

TEST_CASE("the ids of a worker's requests begin alike and then count in hexadecimal digits") {
  request_ids ids;
  const auto text = [](const request_ids::id& id) { return std::string(id.data(), id.size()); };
  const auto first = text(ids.next());
  CHECK(first.substr(16) == "0000000000000001");
  for (unsigned long number = 2; number <= 0x1234; ++number) {
    const auto next = text(ids.next());
    REQUIRE(next.substr(0, 16) == first.substr(0, 16));
    REQUIRE(next.substr(16).find_first_not_of("0123456789abcdef") == std::string::npos);
    REQUIRE(std::stoul(next.substr(16), nullptr, 16) == number);
  }
}
