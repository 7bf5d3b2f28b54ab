#include "tests/unit/net/http1/messages.hpp"

#include <catch2/catch.hpp>

using namespace loadex::net;
using namespace loadex::net::http;
using namespace loadex::net::http1;
using loadex::base::reason;
using progress = head_result::progress;

TEST_CASE("a response whose end is in doubt is 502") {
  const auto bytes = GENERATE(values<std::string>({
      ok_with("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"),
      ok_with("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"),
      ok_with("Content-Length: 5\r\nContent-Length: 6\r\n"),
      ok_with("Content-Length: 5, 5\r\n"),
      ok_with("Content-Length: -1\r\n"),
      ok_with("Content-Length: 9223372036854775808\r\n"),
      ok_with("Transfer-Encoding: gzip\r\n"),
      ok_with("Transfer-Encoding: gzip, chunked\r\n"),
      ok_with("Transfer-Encoding: chunked, gzip\r\n"),
      ok_with("Transfer-Encoding: xchunked\r\n"),
      ok_with("Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n"),
      "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
      ok_with("Connection: a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q\r\n"),
  }));
  CAPTURE(bytes);
  const framed_response response(bytes);
  CHECK(response.result.state == progress::bad);
  CHECK(response.result.why == reason::malformed_response);
}

TEST_CASE("the body of a response is delimited by request, status and headers") {
  struct row {
    std::string bytes;
    verb asked;
    http::body_kind body;
    std::uint64_t length;
    bool keep_alive;
    bool event_stream;
  };
  const auto row = GENERATE(values<struct row>({
      {ok_with("Content-Length: 5\r\n"), verb::get, http::body_kind::length, 5, true, false},
      {ok_with("Content-Length: 0\r\n"), verb::get, http::body_kind::length, 0, true, false},
      {ok_with("Content-Length: 5\r\nContent-Length: 5\r\n"), verb::get, http::body_kind::length, 5, true, false},
      {ok_with("Transfer-Encoding: chunked\r\n"), verb::get, http::body_kind::chunked, 0, true, false},
      {ok_with(""), verb::get, http::body_kind::until_close, 0, false, false},
      {"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n\r\n", verb::get, http::body_kind::until_close, 0, false, false},
      // Without a body
      {ok_with("Content-Length: 5\r\n"), verb::head, http::body_kind::none, 0, true, false},
      {ok_with("Transfer-Encoding: chunked\r\n"), verb::head, http::body_kind::none, 0, true, false},
      {ok_with(""), verb::head, http::body_kind::none, 0, true, false},
      {"HTTP/1.1 100 Continue\r\n\r\n", verb::post, http::body_kind::none, 0, true, false},
      {"HTTP/1.1 101 Switching Protocols\r\n\r\n", verb::get, http::body_kind::none, 0, false, false},
      {"HTTP/1.1 103 Early Hints\r\nContent-Length: 5\r\n\r\n", verb::get, http::body_kind::none, 0, true, false},
      {"HTTP/1.1 204 No Content\r\n\r\n", verb::get, http::body_kind::none, 0, true, false},
      {"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n", verb::get, http::body_kind::none, 0, true, false},
      {"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", verb::get, http::body_kind::none, 0, true, false},
      // A 204 that may send a body all the same
      {"HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", verb::get, http::body_kind::none, 0, false, false},
      {"HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n", verb::get, http::body_kind::none, 0, false,
       false},
      // Connection
      {ok_with("Content-Length: 5\r\nConnection: close\r\n"), verb::get, http::body_kind::length, 5, false, false},
      {"HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\n", verb::get, http::body_kind::length, 5, false, false},
      {"HTTP/1.0 200 OK\r\nContent-Length: 5\r\nConnection: keep-alive\r\n\r\n", verb::get, http::body_kind::length, 5,
       true, false},
      // Event streams
      {ok_with("Content-Length: 5\r\nContent-Type: text/event-stream\r\n"), verb::get, http::body_kind::length, 5, true,
       true},
      {ok_with("Content-Length: 5\r\nContent-Type: Text/Event-Stream; charset=utf-8\r\n"), verb::get,
       http::body_kind::length, 5, true, true},
      {ok_with("Content-Length: 5\r\nContent-Type: text/event-streams\r\n"), verb::get, http::body_kind::length, 5,
       true, false},
  }));
  CAPTURE(row.bytes, row.asked);
  const framed_response response(row.bytes, row.asked);
  REQUIRE(response.result.state == progress::complete);
  CHECK(response.framing.body == row.body);
  CHECK(response.framing.length == row.length);
  CHECK(response.framing.keep_alive == row.keep_alive);
  CHECK(response.framing.event_stream == row.event_stream);
}

TEST_CASE("a stream of events is known by its media type, whatever is behind that") {
  const auto is_event_stream = [](const std::string& type) {
    return framed_response(ok_with("Content-Type: " + type + "\r\n")).framing.event_stream;
  };
  const std::string event_stream = GENERATE("text/event-stream", "Text/Event-Stream", "text/event-stream;charset=utf-8",
                                            "text/event-stream ; a=b", "text/event-stream\t;a=b");
  CHECK(is_event_stream(event_stream));
  const std::string other = GENERATE("text/event-stream+json", "text/event", "text/plain; text/event-stream", "");
  CHECK_FALSE(is_event_stream(other));
}
