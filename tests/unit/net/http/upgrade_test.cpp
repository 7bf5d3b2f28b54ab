#include "net/http/upgrade.hpp"
#include "tests/unit/net/http1/messages.hpp"

#include <catch2/catch.hpp>

using namespace loadex::net;
using namespace loadex::net::http;
using namespace loadex::net::http1;

namespace {

bool asks(std::string_view upgrade_lines) {
  return http::asks_for_tunnel(framed_request(get_with(upgrade_lines)).head);
}

bool grants(std::string_view answer_lines, std::string_view request_lines) {
  const framed_response answer("HTTP/1.1 101 Switching Protocols\r\n" + std::string(answer_lines) + "\r\n");
  return http::grants_upgrade(answer.head, framed_request(get_with(request_lines)).head);
}

} // namespace

TEST_CASE("an Upgrade is a list of protocols with or without versions, over all its lines") {
  const auto* lines = GENERATE("Upgrade: websocket\r\n", "Upgrade: SPDY/3.1\r\n", "Upgrade: TLS/1.0, HTTP/1.1\r\n",
                               "Upgrade: a/1\r\nUpgrade: b\r\n", "Upgrade: , a,, b/2 ,\r\n", "Upgrade: h2cx\r\n");
  CAPTURE(lines);
  CHECK(asks(lines));
}

TEST_CASE("an Upgrade to h2c, wherever it stands, or to what is no protocol is not passed on") {
  const auto* lines = GENERATE("", "Upgrade:\r\n", "Upgrade: ,\r\n", "Upgrade: h2c\r\n", "Upgrade: foo/1, h2c\r\n",
                               "Upgrade: H2C/2\r\n", "Upgrade: websocket\r\nUpgrade: h2c\r\n",
                               "Upgrade: websocket,h2c\r\n", "Upgrade: a b\r\n", "Upgrade: a/\r\n", "Upgrade: /1\r\n",
                               "Upgrade: a/1/2\r\n", "Upgrade: \"h2c\"\r\n", "Upgrade: a;h2c\r\n");
  CAPTURE(lines);
  CHECK_FALSE(asks(lines));
}

TEST_CASE("a 101 grants protocols that were all asked for") {
  CHECK(grants("Upgrade: websocket\r\n", "Upgrade: WebSocket\r\n"));
  CHECK(grants("Upgrade: SPDY/3.1\r\n", "Upgrade: SPDY/3.1\r\n"));
  CHECK(grants("Upgrade: b\r\n", "Upgrade: a/1, b\r\n"));
  CHECK(grants("Upgrade: TLS/1.0, HTTP/1.1\r\n", "Upgrade: HTTP/1.1, TLS/1.0\r\n"));
  CHECK(grants("Upgrade: a\r\nUpgrade: b\r\n", "Upgrade: a, b\r\n"));
  CHECK(grants("Upgrade: b\r\n", "Upgrade: a\r\nUpgrade: b\r\n"));
  CHECK(grants("Upgrade: a/2\r\n", "Upgrade: a\r\n")); // any version was welcome
  CHECK(grants("Upgrade: a\r\n", "Upgrade: a/2\r\n")); // which was asked for goes without saying
}

TEST_CASE("a 101 to anything else, or to nothing, grants nothing") {
  CHECK_FALSE(grants("", "Upgrade: a\r\n"));
  CHECK_FALSE(grants("Upgrade:\r\n", "Upgrade: a\r\n"));
  CHECK_FALSE(grants("Upgrade: b\r\n", "Upgrade: a\r\n"));
  CHECK_FALSE(grants("Upgrade: a, b\r\n", "Upgrade: a\r\n"));
  CHECK_FALSE(grants("Upgrade: a\r\nUpgrade: b\r\n", "Upgrade: a\r\n"));
  CHECK_FALSE(grants("Upgrade: a/3\r\n", "Upgrade: a/2\r\n"));
}
