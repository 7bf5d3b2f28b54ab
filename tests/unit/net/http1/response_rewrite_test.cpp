#include "net/http1/rewrite.hpp"
#include "tests/unit/net/http1/messages.hpp"

#include <catch2/catch.hpp>

using namespace loadex::net;
using namespace loadex::net::http;
using namespace loadex::net::http1;
using progress = head_result::progress;
using namespace std::string_literals;

namespace {

/// The head that goes to the client.
std::string relayed(std::string_view bytes, const relaying& how) {
  http::response_head head;
  std::size_t scanned = 0;
  REQUIRE(read_response_head(bytes, {}, scanned, head).state == progress::complete);
  std::string out;
  write_response_head(head, how, out);
  return out;
}

const relaying five_bytes{.body = http::body_kind::length, .length = 5};
const auto start = "HTTP/1.1 200 OK\r\n"s;

} // namespace

TEST_CASE("a response keeps its status, its reason and its headers in order") {
  CHECK(relayed("HTTP/1.1 404 Not Here\r\nSet-Cookie:a\r\nServer: x\r\nSet-Cookie: b\r\nContent-Length: 5\r\n\r\n",
                five_bytes) ==
        "HTTP/1.1 404 Not Here\r\nSet-Cookie: a\r\nServer: x\r\nSet-Cookie: b\r\nContent-Length: 5\r\n\r\n");
  CHECK(relayed("HTTP/1.1 200 \r\n\r\n", five_bytes) == "HTTP/1.1 200 \r\nContent-Length: 5\r\n\r\n");
}

TEST_CASE("hop-by-hop headers of a response stay here") {
  const auto* line = GENERATE("Connection: close", "Connection: keep-alive", "Proxy-Connection: close",
                              "Keep-Alive: timeout=5", "TE: gzip", "Trailer: ETag", "Upgrade: websocket",
                              "Transfer-Encoding: chunked", "X-Hop: 1\r\nConnection: close, x-hop\r\nx-HOP: 2");
  CAPTURE(line);
  CHECK(relayed(ok_with(line + "\r\n"s), five_bytes) == start + "Content-Length: 5\r\n\r\n");
}

TEST_CASE("a name listed in Connection does not strip Content-Length") {
  CHECK(relayed(ok_with("Connection: content-length\r\nContent-Length: 5\r\n"), five_bytes) ==
        start + "Content-Length: 5\r\n\r\n");
}

TEST_CASE("the body and the connection of a response are framed by us") {
  struct row {
    relaying how;
    const char* head;
  };
  const auto row = GENERATE(values<struct row>({
      {{.body = http::body_kind::length, .length = 0}, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"},
      {{.body = http::body_kind::length, .length = 6}, "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n"},
      {{.body = http::body_kind::chunked}, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"},
      {{.body = http::body_kind::until_close}, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"},
      {{.body = http::body_kind::length, .length = 6, .keep_alive = false},
       "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 6\r\n\r\n"},
      {{.body = http::body_kind::length, .length = 6, .client_version = 10},
       "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 6\r\n\r\n"},
      {{.body = http::body_kind::until_close, .client_version = 10}, "HTTP/1.0 200 OK\r\nConnection: close\r\n\r\n"},
  }));
  CHECK(relayed(ok_with("Content-Length: 5\r\n"), row.how) == row.head);
}

TEST_CASE("a response without a body says how long it would be, where that means something") {
  struct row {
    const char* status;
    const char* lines;
    const char* relayed;
  };
  const auto row = GENERATE(values<struct row>({
      {"200 OK", "Content-Length: 5\r\n", "Content-Length: 5\r\n"}, // to HEAD
      {"200 OK", "Content-Length: 5\r\nContent-Length: 5\r\n", "Content-Length: 5\r\n"},
      {"200 OK", "Transfer-Encoding: chunked\r\n", ""},
      {"304 Not Modified", "Content-Length: 5\r\n", "Content-Length: 5\r\n"},
      {"204 No Content", "Content-Length: 0\r\n", ""},
      {"103 Early Hints", "Content-Length: 5\r\n", ""},
  }));
  CAPTURE(row.status, row.lines);
  const auto line = "HTTP/1.1 "s + row.status + "\r\n";
  CHECK(relayed(line + row.lines + "\r\n", {.body = http::body_kind::none}) == line + row.relayed + "\r\n");
}

TEST_CASE("Date is added to a final response without one") {
  const relaying how{.body = http::body_kind::length, .length = 5, .date = "now"};
  CHECK(relayed(ok_with(""), how) == start + "Date: now\r\nContent-Length: 5\r\n\r\n");
  CHECK(relayed(ok_with("date: then\r\n"), how) == start + "date: then\r\nContent-Length: 5\r\n\r\n");
  CHECK(relayed("HTTP/1.1 100 Continue\r\n\r\n", {.date = "now"}) == "HTTP/1.1 100 Continue\r\n\r\n");
}

TEST_CASE("an interim response says nothing of the connection") {
  CHECK(relayed("HTTP/1.1 103 Early Hints\r\nLink: a\r\nConnection: close\r\n\r\n", {.keep_alive = false}) ==
        "HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n");
}

TEST_CASE("a granted upgrade is passed on") {
  CHECK(relayed("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                "Sec-WebSocket-Accept: a\r\n\r\n",
                {.upgrade = true}) == "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                                      "Sec-WebSocket-Accept: a\r\nConnection: Upgrade\r\n\r\n");
}

TEST_CASE("a granted upgrade keeps its protocol though Connection lists it") {
  CHECK(relayed("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: a\r\nUpgrade: b\r\n\r\n",
                {.upgrade = true}) ==
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: a\r\nUpgrade: b\r\nConnection: Upgrade\r\n\r\n");
}

TEST_CASE("a 426 says to which protocols, if the backend does and the client speaks HTTP/1.1") {
  CHECK(relayed("HTTP/1.1 426 Upgrade Required\r\nConnection: upgrade\r\nUpgrade: a\r\n\r\n", {}) ==
        "HTTP/1.1 426 Upgrade Required\r\nUpgrade: a\r\nConnection: Upgrade\r\n\r\n");
  CHECK(relayed("HTTP/1.1 426 Upgrade Required\r\n\r\n", {}) == "HTTP/1.1 426 Upgrade Required\r\n\r\n");
  CHECK(relayed("HTTP/1.1 426 Upgrade Required\r\nUpgrade: a\r\n\r\n", {.client_version = 10}).find("pgrade: ") ==
        std::string::npos);
}

TEST_CASE("Proxy-Status and Via are added if wanted") {
  CHECK(
      relayed(
          ok_with("Proxy-Status: before\r\n"),
          {.body = http::body_kind::length, .length = 5, .proxy_status = "loadex; next-hop=\"a\"", .add_via = true}) ==
      start + "Proxy-Status: before\r\nProxy-Status: loadex; next-hop=\"a\"\r\nVia: 1.1 loadex\r\n"
              "Content-Length: 5\r\n\r\n");
}

TEST_CASE("headers of a response are removed, set and added as a route has it") {
  const loadex::config::header_changes changes{
      .remove = {"Server"}, .set = {{"Cache-Control", "no-store"}}, .add = {{"Link", "a"}}};
  auto how = five_bytes;
  how.changes = &changes;
  CHECK(relayed(ok_with("server: x\r\nCache-Control: a\r\nLink: b\r\ncache-control: c\r\nServer: y\r\n"), how) ==
        start + "Link: b\r\nCache-Control: no-store\r\nLink: a\r\nContent-Length: 5\r\n\r\n");
}

TEST_CASE("from an interim response headers are removed, but nothing is added to it, unless it is the last") {
  const loadex::config::header_changes changes{.remove = {"X-Own"}, .set = {{"X-Site", "www"}}, .add = {}};
  CHECK(relayed("HTTP/1.1 103 Early Hints\r\nLink: a\r\nX-Own: 1\r\n\r\n", {.changes = &changes}) ==
        "HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n");
  CHECK(relayed("HTTP/1.1 101 Switching Protocols\r\nUpgrade: a\r\nX-Own: 1\r\n\r\n",
                {.upgrade = true, .changes = &changes}) ==
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: a\r\nX-Site: www\r\nConnection: Upgrade\r\n\r\n");
}

TEST_CASE("a response has one Date, even if a route sets or removes it") {
  const loadex::config::header_changes set{.remove = {}, .set = {{"date", "then"}}, .add = {}};
  const loadex::config::header_changes removed{.remove = {"Date"}, .set = {}, .add = {}};
  CHECK(relayed(ok_with("Date: x\r\n"), {.date = "now", .changes = &set}) == start + "date: then\r\n\r\n");
  CHECK(relayed(ok_with(""), {.date = "now", .changes = &set}) == start + "date: then\r\n\r\n");
  CHECK(relayed(ok_with("Date: x\r\n"), {.date = "now", .changes = &removed}) == start + "Date: now\r\n\r\n");
}
