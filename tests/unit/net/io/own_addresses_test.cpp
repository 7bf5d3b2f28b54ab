#include "net/io/own_addresses.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace loadex::net;
using asio::ip::make_address;

namespace {

tcp_endpoint at(const char* address, std::uint16_t port = 8080) {
  return {make_address(address), port};
}

std::vector<asio::ip::address> a_host() {
  return {make_address("127.0.0.1"), make_address("192.0.2.1"), make_address("::1"), make_address("2001:db8::1"),
          make_address("fe80::1%2")};
}

} // namespace

TEST_CASE("a listener on one address has that address alone") {
  const io::own_addresses own({at("192.0.2.1"), at("2001:db8::1")}, a_host);
  CHECK(own.contains(at("192.0.2.1")));
  CHECK(own.contains(at("::ffff:192.0.2.1")));
  CHECK(own.contains(at("2001:db8::1")));
  for (const auto* other : {"192.0.2.2", "127.0.0.1", "0.0.0.0", "::1", "::", "2001:db8::2", "::ffff:127.0.0.1"}) {
    CAPTURE(other);
    CHECK_FALSE(own.contains(at(other)));
  }
}

TEST_CASE("a listener on all addresses of a family has those of the host and all that is loopback") {
  const io::own_addresses v4({at("0.0.0.0")}, a_host);
  const io::own_addresses v6({at("::")}, a_host);
  for (const auto* ours : {"127.0.0.1", "127.0.0.2", "127.255.255.254", "192.0.2.1", "0.0.0.0", "::ffff:192.0.2.1",
                           "::ffff:127.9.9.9", "::ffff:0.0.0.0"}) {
    CAPTURE(ours);
    CHECK(v4.contains(at(ours)));
    CHECK_FALSE(v6.contains(at(ours)));
  }
  for (const auto* ours : {"::1", "::", "2001:db8::1", "fe80::1%2"}) {
    CAPTURE(ours);
    CHECK(v6.contains(at(ours)));
    CHECK_FALSE(v4.contains(at(ours)));
  }
  for (const auto* other : {"192.0.2.2", "128.0.0.1", "2001:db8::2", "fe80::1%3", "::ffff:192.0.2.2"}) {
    CAPTURE(other);
    CHECK_FALSE(v4.contains(at(other)));
    CHECK_FALSE(v6.contains(at(other)));
  }
}

TEST_CASE("what is sent to the unspecified address goes to the loopback one") {
  const io::own_addresses own({at("127.0.0.1"), at("::1")}, a_host);
  CHECK(own.contains(at("0.0.0.0")));
  CHECK(own.contains(at("::")));
  CHECK(own.contains(at("::ffff:0.0.0.0")));
  CHECK_FALSE(own.contains(at("127.0.0.2")));
}

TEST_CASE("another port is somebody else") {
  const io::own_addresses own({at("0.0.0.0", 8080), at("127.0.0.1", 9090)}, a_host);
  CHECK(own.contains(at("127.0.0.1", 9090)));
  CHECK_FALSE(own.contains(at("127.0.0.1", 8081)));
  CHECK_FALSE(own.contains(at("192.0.2.1", 9090)));
}

TEST_CASE("one address of a backend is enough") {
  const io::own_addresses own({at("127.0.0.1")}, a_host);
  CHECK(own.contain_any({at("::1"), at("127.0.0.1")}));
  CHECK_FALSE(own.contain_any({at("::1"), at("192.0.2.1")}));
  CHECK_FALSE(own.contain_any({}));
}

TEST_CASE("the host's addresses are those of its interfaces") {
  const auto all = io::addresses_of_host();
  CHECK(std::ranges::count(all, make_address("127.0.0.1")) == 1);
}
