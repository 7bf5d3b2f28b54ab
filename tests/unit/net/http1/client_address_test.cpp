#include "messages.hpp"
#include "net/http1/rewrite.hpp"

#include <catch2/catch.hpp>

using namespace loadex::net::http1;
using loadex::config::network;
using progress = head_result::progress;

namespace {

std::string client_of(std::string_view lines, bool peer_is_trusted = true) {
  const std::vector<network> trusted{network::parse("10.0.0.0/8"), network::parse("fd00::/8")};
  const framed_request request(get_with(lines));
  REQUIRE(request.result.state == progress::complete);
  return std::string(client_address(request.head, "10.0.0.1", peer_is_trusted, trusted));
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
      {"X-Forwarded-For: 192.0.2.1:80\r\n", "10.0.0.1"},
      {"X-Forwarded-For: 1111111111111111111111111111111111111111111111111111\r\n", "10.0.0.1"},
      // Mapped IPv4 is IPv4
      {"X-Forwarded-For: 192.0.2.1, ::ffff:10.0.0.2\r\n", "192.0.2.1"},
      {"X-Forwarded-For: ::FFFF:192.0.2.1\r\n", "192.0.2.1"},
      {"X-Forwarded-For: 2001:db8::192.0.2.1\r\n", "2001:db8::192.0.2.1"},
  }));
  CAPTURE(row.lines);
  CHECK(client_of(row.lines) == row.client);
}
