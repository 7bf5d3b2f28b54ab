#include "tests/unit/net/http1/messages.hpp"

#include <catch2/catch.hpp>

using namespace loadex::net;
using namespace loadex::net::http;
using namespace loadex::net::http1;
using loadex::base::reason;
using progress = head_result::progress;
using namespace std::string_literals;

TEST_CASE("a request that two servers could read differently is refused with 400") {
  struct row {
    const char* why;
    std::string bytes;
  };
  const auto row = GENERATE(values<struct row>({
      // Length
      {"Content-Length with Transfer-Encoding", get_with("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n")},
      {"Transfer-Encoding with Content-Length", get_with("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n")},
      {"gzip, then Content-Length", get_with("Transfer-Encoding: gzip\r\nContent-Length: 5\r\n")},
      {"differing lengths", get_with("Content-Length: 5\r\nContent-Length: 6\r\n")},
      {"lengths in a list", get_with("Content-Length: 5, 5\r\n")},
      {"empty length", get_with("Content-Length:\r\n")},
      {"signed length", get_with("Content-Length: +5\r\n")},
      {"negative length", get_with("Content-Length: -5\r\n")},
      {"hexadecimal length", get_with("Content-Length: 0x5\r\n")},
      {"fractional length", get_with("Content-Length: 5.0\r\n")},
      {"length of two numbers", get_with("Content-Length: 5 5\r\n")},
      {"length beyond 63 bits", get_with("Content-Length: 9223372036854775808\r\n")},
      {"length beyond 64 bits", get_with("Content-Length: 18446744073709551616\r\n")},
      // Codings
      {"another coding", get_with("Transfer-Encoding: gzip\r\n")},
      {"chunked not last", get_with("Transfer-Encoding: chunked, gzip\r\n")},
      {"chunked after another coding", get_with("Transfer-Encoding: gzip, chunked\r\n")},
      {"chunked twice", get_with("Transfer-Encoding: chunked, chunked\r\n")},
      {"almost chunked", get_with("Transfer-Encoding: xchunked\r\n")},
      {"chunked with a parameter", get_with("Transfer-Encoding: chunked;q=1\r\n")},
      {"chunked in quotes", get_with("Transfer-Encoding: \"chunked\"\r\n")},
      {"chunked and a comma", get_with("Transfer-Encoding: chunked,\r\n")},
      {"empty coding", get_with("Transfer-Encoding:\r\n")},
      {"identity", get_with("Transfer-Encoding: identity\r\n")},
      {"two lines of codings", get_with("Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n")},
      {"two lines of chunked", get_with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n")},
      {"chunked in HTTP/1.0", "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"},
      // Host
      {"no Host", "GET / HTTP/1.1\r\n\r\n"},
      {"two Hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"},
      {"the same Host twice", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"},
      {"two Hosts in HTTP/1.0", "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n"},
      {"empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n"},
      {"Host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"},
      {"Host with a scheme", "GET / HTTP/1.1\r\nHost: http://a\r\n\r\n"},
      {"Host with user info", "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n"},
      {"Host with a space", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n"},
      {"Hosts in a list", "GET / HTTP/1.1\r\nHost: a,b\r\n\r\n"},
      {"Host above ASCII", "GET / HTTP/1.1\r\nHost: \xc3\xa4\r\n\r\n"},
      {"Host that needs decoding", "GET / HTTP/1.1\r\nHost: a%2eb\r\n\r\n"},
      {"Host of a port alone", "GET / HTTP/1.1\r\nHost: :80\r\n\r\n"},
      {"port that is no number", "GET / HTTP/1.1\r\nHost: a:b\r\n\r\n"},
      {"port too large", "GET / HTTP/1.1\r\nHost: a:65536\r\n\r\n"},
      {"two ports", "GET / HTTP/1.1\r\nHost: a:1:2\r\n\r\n"},
      {"IPv6 without its end", "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n"},
      {"IPv6 of other characters", "GET / HTTP/1.1\r\nHost: [::x]\r\n\r\n"},
      {"something after IPv6", "GET / HTTP/1.1\r\nHost: [::1]a\r\n\r\n"},
      // Target
      {"target without a slash", "GET foo HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"target with a fragment", "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"target above ASCII", "GET /\xc3\xa4 HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"* of another method", "GET * HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"authority of another method", "GET a:80 HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"absolute form without a host", "GET http:///b HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"absolute form with user info", "GET http://u@a/b HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"absolute form with a bad port", "GET http://a:99999/ HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"absolute form of another scheme", "GET ftp://a/b HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"absolute form without Host", "GET http://a/b HTTP/1.1\r\n\r\n"},
      // Connection
      {"too many names in Connection", get_with("Connection: a,b,c,d,e,f,g,h,i\r\nConnection: j,k,l,m,n,o,p,q\r\n")},
  }));
  CAPTURE(row.why);
  const framed_request request(row.bytes);
  CHECK(request.result.state == progress::bad);
  CHECK(request.result.why == reason::malformed_request);
}

TEST_CASE("CONNECT is 501") {
  const framed_request request("CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n");
  CHECK(request.result.why == reason::method_unsupported);
}

TEST_CASE("the body of a request is delimited by its headers") {
  struct row {
    std::string bytes;
    http::body_kind body;
    std::uint64_t length;
  };
  const auto row = GENERATE(values<struct row>({
      {get_with(""), http::body_kind::none, 0},
      {get_with("Content-Length: 0\r\n"), http::body_kind::length, 0},
      {get_with("Content-Length: 5\r\n"), http::body_kind::length, 5},
      {get_with("Content-Length: 5\r\nContent-Length: 5\r\n"), http::body_kind::length, 5},
      {get_with("Content-Length: 9223372036854775807\r\n"), http::body_kind::length, INT64_MAX},
      {get_with("Transfer-Encoding: chunked\r\n"), http::body_kind::chunked, 0},
      {get_with("transfer-encoding:  Chunked \r\n"), http::body_kind::chunked, 0},
      {"POST / HTTP/1.0\r\nContent-Length: 5\r\n\r\n", http::body_kind::length, 5},
  }));
  CAPTURE(row.bytes);
  const framed_request request(row.bytes);
  REQUIRE(request.result.state == progress::complete);
  CHECK(request.framing.body == row.body);
  CHECK(request.framing.length == row.length);
}

TEST_CASE("the target and the host are found in every form of target") {
  struct row {
    const char* line;
    const char* host;
    const char* target;
  };
  const auto row = GENERATE(values<struct row>({
      {"GET /a?b=c HTTP/1.1", "example.com", "/a?b=c"},
      {"GET //a/../%zz|\"<> HTTP/1.1", "example.com", "//a/../%zz|\"<>"},
      {"OPTIONS * HTTP/1.1", "example.com", "*"},
      {"GET http://other:81/a?b HTTP/1.1", "other:81", "/a?b"},
      {"GET HTTPS://other/a HTTP/1.1", "other", "/a"},
      {"GET http://[::1]:81/ HTTP/1.1", "[::1]:81", "/"},
      {"GET http://other HTTP/1.1", "other", "/"},
      {"GET http://other?b HTTP/1.1", "other", "?b"},
      {"OPTIONS http://other HTTP/1.1", "other", "*"},
  }));
  CAPTURE(row.line);
  const framed_request request(row.line + "\r\nHost: example.com\r\n\r\n"s);
  REQUIRE(request.result.state == progress::complete);
  CHECK(request.framing.host == row.host);
  CHECK(request.framing.target == row.target);
}

TEST_CASE("every well-formed Host is accepted") {
  const auto* host = GENERATE("example.com", "example.com:8080", "a_b.c-d~e", "192.0.2.1", "[2001:db8::1]",
                              "[::ffff:192.0.2.1]:65535", "a:", "x");
  CAPTURE(host);
  const framed_request request("GET / HTTP/1.1\r\nHost: "s + host + "\r\n\r\n");
  REQUIRE(request.result.state == progress::complete);
  CHECK(request.framing.host == host);
}

TEST_CASE("HTTP/1.0 may come without a Host") {
  const framed_request request("GET / HTTP/1.0\r\n\r\n");
  REQUIRE(request.result.state == progress::complete);
  CHECK(request.framing.host.empty());
}

TEST_CASE("a client's connection is kept as its version and Connection say") {
  struct row {
    const char* version;
    const char* connection;
    bool kept;
  };
  const auto row = GENERATE(values<struct row>({
      {"1.1", "", true},
      {"1.1", "Connection: close\r\n", false},
      {"1.1", "Connection: Foo, CLOSE\r\n", false},
      {"1.1", "Connection: keep-alive\r\nConnection: close\r\n", false},
      {"1.1", "Connection: closed\r\n", true},
      {"1.0", "", false},
      {"1.0", "Connection: Keep-Alive\r\n", true},
      {"1.0", "Connection: keep-alive, close\r\n", false},
  }));
  CAPTURE(row.version, row.connection);
  const framed_request request("GET / HTTP/"s + row.version + "\r\nHost: a\r\n" + row.connection + "\r\n");
  REQUIRE(request.result.state == progress::complete);
  CHECK(request.framing.keep_alive == row.kept);
}

TEST_CASE("an upgrade is one that is asked for by both headers in HTTP/1.1") {
  struct row {
    std::string bytes;
    bool upgrade;
  };
  const auto row = GENERATE(values<struct row>({
      {get_with("Connection: Upgrade\r\nUpgrade: websocket\r\n"), true},
      {get_with("Connection: keep-alive, upgrade\r\nUpgrade: a/1\r\n"), true},
      {get_with("Connection: upgrade\r\nUpgrade: websocket\r\nContent-Length: 5\r\n"), true},
      {get_with("Connection: upgrade\r\nUpgrade: tcp\r\nTransfer-Encoding: chunked\r\n"), true},
      {get_with("Upgrade: websocket\r\n"), false},
      {get_with("Connection: upgrade\r\n"), false},
      {get_with("Connection: upgrade\r\nUpgrade: h2c\r\n"), false},
      {"GET / HTTP/1.0\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n", false},
  }));
  CAPTURE(row.bytes);
  const framed_request request(row.bytes);
  REQUIRE(request.result.state == progress::complete);
  CHECK(request.framing.upgrade == row.upgrade);
}

TEST_CASE("TE is understood") {
  CHECK(framed_request(get_with("TE: trailers\r\n")).framing.wants_trailers);
  CHECK(framed_request(get_with("TE: deflate;q=0.5, Trailers\r\n")).framing.wants_trailers);
  CHECK_FALSE(framed_request(get_with("TE: deflate\r\n")).framing.wants_trailers);
}
