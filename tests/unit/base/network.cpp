#include "base/network.hpp"

#include <catch2/catch.hpp>

using namespace loadex::base;
using Catch::Matchers::Contains;

namespace {

bool has(const std::string& range, const std::string& address) {
  return network::parse(range).value().contains(address_from(address).value());
}

} // namespace

TEST_CASE("a network contains the addresses that share its prefix", "[config]") {
  CHECK(has("10.0.0.0/8", "10.255.1.2"));
  CHECK_FALSE(has("10.0.0.0/8", "11.0.0.1"));
  CHECK(has("192.168.1.128/25", "192.168.1.200"));
  CHECK_FALSE(has("192.168.1.128/25", "192.168.1.127"));
  CHECK(has("fd00::/8", "fdff::1"));
  CHECK_FALSE(has("fd00::/8", "fe80::1"));
}

TEST_CASE("bits of a network beyond its prefix do not count", "[config]") {
  CHECK(has("10.1.2.3/8", "10.9.9.9"));
}

TEST_CASE("an address without a prefix length is a network of one", "[config]") {
  CHECK(has("::1", "::1"));
  CHECK_FALSE(has("::1", "::2"));
  CHECK(has("127.0.0.1", "127.0.0.1"));
  CHECK_FALSE(has("127.0.0.1", "127.0.0.2"));
}

TEST_CASE("an IPv4 address and its IPv6-mapped form are the same", "[config]") {
  CHECK(has("127.0.0.0/8", "::ffff:127.0.0.1"));
  CHECK(has("::ffff:10.0.0.0/104", "10.1.2.3"));
}

TEST_CASE("the prefix of length 0 holds every address of its family", "[config]") {
  CHECK(has("0.0.0.0/0", "203.0.113.9"));
  CHECK_FALSE(has("0.0.0.0/0", "2001:db8::1"));
  CHECK(has("::/0", "203.0.113.9"));
}

TEST_CASE("any of several networks may contain an address", "[config]") {
  const std::vector networks{network::parse("127.0.0.0/8").value(), network::parse("::1").value()};
  CHECK(contains(networks, *address_from("::1")));
  CHECK_FALSE(contains(networks, *address_from("10.0.0.1")));
  CHECK_FALSE(contains({}, *address_from("::1")));
}

TEST_CASE("an IPv6 address has one spelling") {
  CHECK(ipv6_text("0:0::1") == "::1");
  CHECK(ipv6_text("FD00:0:0:1::") == "fd00:0:0:1::");
  CHECK(ipv6_text("::FFFF:10.0.0.1") == "::ffff:10.0.0.1");
  CHECK(ipv6_text("10.0.0.1").empty());
  CHECK(ipv6_text("::1%lo").empty());
}

TEST_CASE("an address that goes on behind a zero byte is none", "[config]") {
  CHECK_FALSE(address_from(std::string_view("::1\0", 4)));
}

TEST_CASE("what is not a network is refused", "[config]") {
  const auto [text, reason] = GENERATE(table<std::string, std::string>({
      {"", "not a network"},
      {"localhost", "not a network"},
      {"10.0.0", "not a network"},
      {"10.0.0.256", "not a network"},
      {"[::1]", "not a network"},
      {"/8", "not a network"},
      {"10.0.0.0/", "from 0 to 32"},
      {"10.0.0.0/33", "from 0 to 32"},
      {"10.0.0.0/-1", "from 0 to 32"},
      {"10.0.0.0/8/8", "from 0 to 32"},
      {"::/129", "from 0 to 128"},
  }));
  CAPTURE(text);
  const auto parsed = network::parse(text);
  REQUIRE_FALSE(parsed);
  CHECK_THAT(parsed.error(), Contains(reason));
}
