#include "net/http/client_identity.hpp"
#include "tests/unit/net/http1/messages.hpp"

#include <catch2/catch.hpp>

using namespace loadex::net;
using namespace loadex::net::http;
using namespace loadex::net::http1;
using loadex::base::address_from;
using loadex::base::network;
using progress = head_result::progress;

namespace {

std::string client_of(std::string_view lines, bool peer_is_trusted = true) {
  const std::vector<network> trusted{network::parse("10.0.0.0/8").value(), network::parse("fd00::/8").value()};
  const framed_request request(get_with(lines));
  REQUIRE(request.result.state == progress::complete);
  const auto client = http::identify(request.head, {"10.0.0.1", *address_from("10.0.0.1")}, peer_is_trusted, trusted);
  CHECK(client.bytes == address_from(client.address)); // both say the same
  return std::string(client.address);
}

} // namespace

TEST_CASE("an untrusted peer is the client, whatever it says") {
  CHECK(client_of("X-Forwarded-For: 192.0.2.1\r\n", false) == "10.0.0.1");
}

TEST_CASE("behind a trusted peer the client is the rightmost address that is not trusted") {
  struct row {
    const char* lines;
    const char* client;
  };
  const auto row = GENERATE(values<struct row>({
      {"", "10.0.0.1"},
      {"X-Forwarded-For:\r\n", "10.0.0.1"},
      {"X-Forwarded-For: 192.0.2.1\r\n", "192.0.2.1"},
      {"x-forwarded-for: 192.0.2.1\r\n", "192.0.2.1"},
      {"X-Forwarded-For: 192.0.2.1, 192.0.2.2\r\n", "192.0.2.2"},
      {"X-Forwarded-For: 192.0.2.1,10.0.0.2 ,\t10.0.0.3\r\n", "192.0.2.1"},
      {"X-Forwarded-For: 2001:db8::1, fd00::1\r\n", "2001:db8::1"},
      // Several lines are one list
      {"X-Forwarded-For: 192.0.2.1\r\nA: b\r\nX-Forwarded-For: 10.0.0.2\r\n", "192.0.2.1"},
      {"X-Forwarded-For: 192.0.2.1\r\nX-Forwarded-For: 192.0.2.2, 10.0.0.2\r\n", "192.0.2.2"},
      // All of them trusted: the first proxy of all
      {"X-Forwarded-For: 10.0.0.3, 10.0.0.2\r\n", "10.0.0.3"},
      // Empty members of the list say nothing
      {"X-Forwarded-For: 192.0.2.1, , 10.0.0.2,\r\n", "192.0.2.1"},
      // What is no address ends the search
      {"X-Forwarded-For: unknown\r\n", "10.0.0.1"},
      {"X-Forwarded-For: 192.0.2.1, unknown, 10.0.0.2\r\n", "10.0.0.2"},
      {"X-Forwarded-For: 192.0.2.256\r\n", "10.0.0.1"},
      {"X-Forwarded-For: 1111111111111111111111111111111111111111111111111111\r\n", "10.0.0.1"},
      // Mapped IPv4 is IPv4
      {"X-Forwarded-For: 192.0.2.1, ::ffff:10.0.0.2\r\n", "192.0.2.1"},
      {"X-Forwarded-For: ::FFFF:192.0.2.1\r\n", "192.0.2.1"},
      {"X-Forwarded-For: 2001:db8::192.0.2.1\r\n", "2001:db8::192.0.2.1"},
  }));
  CAPTURE(row.lines);
  CHECK(client_of(row.lines) == row.client);
}

TEST_CASE("what some proxies write around an address is not the address") {
  struct row {
    const char* entry;
    const char* client;
  };
  const auto row = GENERATE(values<struct row>({
      {"203.0.113.9:4711", "203.0.113.9"},
      {"\"203.0.113.9:4711\"", "203.0.113.9"},
      {"203.0.113.9:_hidden", "203.0.113.9"},
      {"\"203.0.113.9\"", "203.0.113.9"},
      {"[2001:db8::1]", "2001:db8::1"},
      {"[2001:db8::1]:443", "2001:db8::1"},
      {"\"[2001:db8::1]\"", "2001:db8::1"},
      {"\"[2001:db8::1]:443\"", "2001:db8::1"},
      {"[::ffff:203.0.113.9]:443", "203.0.113.9"},
      {"203.0.113.9:4711, 10.0.0.2:80, [fd00::1]:80", "203.0.113.9"},
      {"fe80::1%eth0", "fe80::1"},
      {"[fe80::1%eth0]", "fe80::1"},
      {"\"[fe80::1%25eth0]:443\"", "fe80::1"},
      // An IPv6 address without brackets has no port
      {"2001:db8::1:443", "2001:db8::1:443"},
      // What makes no sense ends the search
      {"203.0.113.9:", "10.0.0.1"},
      {"203.0.113.9:x", "10.0.0.1"},
      {"203.0.113.9:_", "10.0.0.1"},
      {"203.0.113.9:-1", "10.0.0.1"},
      {"203.0.113.9:65536", "10.0.0.1"},
      {"[2001:db8::1", "10.0.0.1"},
      {"[2001:db8::1]443", "10.0.0.1"},
      {"[2001:db8::1]:", "10.0.0.1"},
      {"2001:db8::1]:443", "10.0.0.1"},
      {"\"203.0.113.9", "10.0.0.1"},
      {"\"", "10.0.0.1"},
      {"[]", "10.0.0.1"},
      {"[", "10.0.0.1"},
      {":80", "10.0.0.1"},
      {"unknown:80", "10.0.0.1"},
      {"203.0.113.9%eth0", "10.0.0.1"},
      {"%eth0", "10.0.0.1"},
  }));
  CAPTURE(row.entry);
  CHECK(client_of("X-Forwarded-For: " + std::string(row.entry) + "\r\n") == row.client);
}
