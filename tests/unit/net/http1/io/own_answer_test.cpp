#include "net/http1/io/own_answer.hpp"

#include <catch2/catch.hpp>

using namespace loadex::net;

TEST_CASE("an answer to HEAD has the length of a body and no body") {
  const http::own_response response{200, "text/plain", "ok\n", {}};
  const auto bytes = http1::to_bytes(response, "Sun, 06 Nov 1994 08:49:37 GMT", true, false);
  CHECK(bytes == "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Type: text/plain\r\n"
                 "Content-Length: 3\r\nConnection: keep-alive\r\n\r\n");
}

TEST_CASE("a body that comes later is announced in chunks, or to a client of HTTP/1.0 until the end") {
  const http::own_response response{.type = "text/event-stream", .headers = "Cache-Control: no-store\r\n"};
  const std::string start = "HTTP/1.1 200 OK\r\nDate: now\r\nContent-Type: text/event-stream\r\n";
  const std::string end = "Cache-Control: no-store\r\nConnection: close\r\n\r\n";
  CHECK(http1::head_of_stream(response, "now", 11) == start + "Transfer-Encoding: chunked\r\n" + end);
  CHECK(http1::head_of_stream(response, "now", 10) == start + end);
}
