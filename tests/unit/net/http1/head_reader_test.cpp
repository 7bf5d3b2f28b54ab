#include "net/http/head.hpp"
#include "net/http1/head_reader.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace loadex::net;
using namespace loadex::net::http;
using namespace loadex::net::http1;
using loadex::base::reason;
using progress = head_result::progress;
using namespace std::string_literals;
using namespace std::string_view_literals;

namespace {

head_result read(std::string_view bytes, http::request_head& head, const head_limits& limits = {}) {
  std::size_t scanned = 0;
  return read_request_head(bytes, limits, scanned, head);
}

head_result read(std::string_view bytes, http::response_head& head, const head_limits& limits = {}) {
  std::size_t scanned = 0;
  return read_response_head(bytes, limits, scanned, head);
}

reason objection(std::string_view bytes, const head_limits& limits = {}) {
  http::request_head head;
  return read(bytes, head, limits).why;
}

} // namespace

TEST_CASE("a request head is recorded as slices of the bytes it was read from") {
  const auto bytes = "POST /a?b=c HTTP/1.1\r\nHost: example.com\r\nX-Own:\t two words \r\nEmpty:\r\n\r\nbody"s;
  http::request_head head;
  const auto result = read(bytes, head);

  REQUIRE(result.state == progress::complete);
  CHECK(head.method == verb::post);
  CHECK(head.method_text == "POST");
  CHECK(head.target == "/a?b=c");
  CHECK(head.version == 11);
  CHECK(head.size == bytes.size() - "body"sv.size());
  REQUIRE(head.headers.size() == 3);
  CHECK(head.headers[0].known == field::host);
  CHECK(head.headers[0].value == "example.com");
  CHECK(head.headers[0].value.data() == bytes.data() + bytes.find("example.com"));
  CHECK(head.headers[1].known == field::unknown);
  CHECK(head.headers[1].name == "X-Own");
  CHECK(head.headers[1].value == "two words");
  CHECK(head.headers[2].value.empty());
}

TEST_CASE("a method that Beast has no number for keeps its text") {
  http::request_head head;
  REQUIRE(read("BREW /pot HTTP/1.1\r\n\r\n", head).state == progress::complete);
  CHECK(head.method == verb::unknown);
  CHECK(head.method_text == "BREW");
}

TEST_CASE("the order and the repeats of headers are kept") {
  http::request_head head;
  REQUIRE(read("GET / HTTP/1.1\r\nA: 1\r\nB: 2\r\na: 3\r\n\r\n", head).state == progress::complete);
  REQUIRE(head.headers.size() == 3);
  CHECK(head.headers[0].name == "A");
  CHECK(head.headers[1].name == "B");
  CHECK(head.headers[2].name == "a");
  CHECK(head.headers[2].value == "3");
}

TEST_CASE("a head may come in pieces of any size") {
  const auto bytes = "\r\nGET /slow HTTP/1.1\r\nHost: example.com\r\n\r\n"s;
  http::request_head head;
  std::size_t scanned = 0;
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    CAPTURE(size);
    REQUIRE(read_request_head(bytes.substr(0, size), {}, scanned, head).state == progress::need_more);
  }
  REQUIRE(read_request_head(bytes, {}, scanned, head).state == progress::complete);
  CHECK(head.target == "/slow");
  CHECK(head.size == bytes.size());
}

TEST_CASE("one empty line before a request is skipped and counted, a second one is not") {
  http::request_head head;
  REQUIRE(read("\r\nGET / HTTP/1.1\r\n\r\nnext", head).state == progress::complete);
  CHECK(head.size == "\r\nGET / HTTP/1.1\r\n\r\n"sv.size());
  CHECK(objection("\r\n\r\nGET / HTTP/1.1\r\n\r\n") == reason::malformed_request);
}

TEST_CASE("a head that is read again keeps nothing of the one before") {
  http::request_head head;
  REQUIRE(read("POST / HTTP/1.0\r\nContent-Length: 5\r\nA: 1\r\n\r\n", head).state == progress::complete);
  REQUIRE(read("GET / HTTP/1.1\r\nB: 2\r\n\r\n", head).state == progress::complete);
  REQUIRE(head.headers.size() == 1);
  CHECK(head.headers[0].name == "B");
  CHECK(head.version == 11);
  CHECK_FALSE(head.body.length);
}

TEST_CASE("where the headers say that the body ends is recorded") {
  http::request_head head;
  REQUIRE(read("POST / HTTP/1.1\r\nContent-Length: 5000000000\r\n\r\n", head).state == progress::complete);
  CHECK(head.body.length == 5'000'000'000u);
  REQUIRE(read("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", head).state == progress::complete);
  CHECK(head.body.chunked);
}

TEST_CASE("a malformed request head is refused with 400") {
  struct row {
    const char* why;
    std::string bytes;
  };
  const auto row = GENERATE(values<struct row>({
      {"space before the colon", "GET / HTTP/1.1\r\nHost : a\r\n\r\n"},
      {"tab before the colon", "GET / HTTP/1.1\r\nHost\t: a\r\n\r\n"},
      {"folded value", "GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n"},
      {"folded value with a tab", "GET / HTTP/1.1\r\nA: b\r\n\tc\r\n\r\n"},
      {"fold after an empty first part", "GET / HTTP/1.1\r\nA:\r\n b\r\n\r\n"},
      {"fold of nothing but white space", "GET / HTTP/1.1\r\nA:\r\n \r\nB: c\r\n\r\n"},
      {"fold into nothing but white space", "GET / HTTP/1.1\r\nA: b\r\n \r\n\r\n"},
      {"folded first header", "GET / HTTP/1.1\r\n A: b\r\n\r\n"},
      {"bare CR in a value", "GET / HTTP/1.1\r\nA: b\rc\r\n\r\n"},
      {"bare CR as a line end", "GET / HTTP/1.1\rA: b\r\n\r\n"},
      {"bare LF in a value", "GET / HTTP/1.1\r\nA: b\nc: d\r\n\r\n"},
      {"bare LF after the request line", "GET / HTTP/1.1\nA: b\r\n\r\n"},
      {"bare LF as every line end", "GET / HTTP/1.1\nHost: a\n\n"},
      {"NUL in a value", "GET / HTTP/1.1\r\nA: b\0c\r\n\r\n"s},
      {"NUL in a name", "GET / HTTP/1.1\r\nA\0: b\r\n\r\n"s},
      {"control character in a value", "GET / HTTP/1.1\r\nA: b\x01\r\n\r\n"},
      {"DEL in a value", "GET / HTTP/1.1\r\nA: b\x7f\r\n\r\n"},
      {"byte above ASCII in a name", "GET / HTTP/1.1\r\nA\xe4: b\r\n\r\n"},
      {"empty header name", "GET / HTTP/1.1\r\n: b\r\n\r\n"},
      {"header line without a colon", "GET / HTTP/1.1\r\nHost\r\n\r\n"},
      {"separator in a name", "GET / HTTP/1.1\r\nA(b): c\r\n\r\n"},
      {"method that is no token", "G@T / HTTP/1.1\r\n\r\n"},
      {"no method", " / HTTP/1.1\r\n\r\n"},
      {"no target", "GET  HTTP/1.1\r\n\r\n"},
      {"two spaces before the target", "GET  / HTTP/1.1\r\n\r\n"},
      {"space in the target", "GET /a b HTTP/1.1\r\n\r\n"},
      {"tab in the target", "GET /a\tb HTTP/1.1\r\n\r\n"},
      {"space after the version", "GET / HTTP/1.1 \r\n\r\n"},
      {"no version (HTTP/0.9)", "GET /\r\n\r\n"},
      {"lower-case version", "GET / http/1.1\r\n\r\n"},
      {"version with two digits", "GET / HTTP/1.10\r\n\r\n"},
      {"another protocol", "GET / ICY/1.1\r\n\r\n"},
      {"differing Content-Length", "GET / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n"},
      {"Transfer-Encoding with Content-Length",
       "GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n"},
      {"Connection that is no list of tokens", "GET / HTTP/1.1\r\nConnection: a@b\r\n\r\n"},
  }));
  CAPTURE(row.why);
  http::request_head head;
  const auto result = read(row.bytes, head);
  CHECK(result.state == progress::bad);
  CHECK(result.why == reason::malformed_request);
}

TEST_CASE("bytes above ASCII are allowed in a header's value") {
  http::request_head head;
  REQUIRE(read("GET / HTTP/1.1\r\nA: gr\xc3\xbc\xc3\x9f\r\n\r\n", head).state == progress::complete);
  CHECK(head.headers[0].value == "gr\xc3\xbc\xc3\x9f");
}

TEST_CASE("what can be in no head is refused before the head is whole") {
  const auto bytes = GENERATE(values<std::string>({
      "GET / HTTP/1.1\n",          // line ends without CR
      "GET / HTTP/1.1\rHost",      // and without LF
      "\x16\x03\x01\x02\x00\x01"s, // TLS
      "GET / HTTP/1.1\r\nA: \0"s,  // NUL
  }));
  CHECK(objection(bytes) == reason::malformed_request);

  http::request_head head;
  std::size_t scanned = 0;
  for (std::size_t size = 0; size < bytes.size(); ++size)
    if (read_request_head(bytes.substr(0, size), {}, scanned, head).state == progress::bad)
      return;
  CHECK(read_request_head(bytes, {}, scanned, head).why == reason::malformed_request);
}

TEST_CASE("a version other than 1.0 and 1.1 is 505") {
  const auto version = GENERATE("0.9", "1.2", "2.0", "3.0");
  http::request_head head;
  const auto result = read("GET / HTTP/"s + version + "\r\nHost: a\r\n\r\n", head);
  CHECK(result.why == reason::version_unsupported);
}

TEST_CASE("the preface of HTTP/2 is 505") {
  CHECK(objection("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") == reason::version_unsupported);
}

TEST_CASE("a head of just the limit is read, one byte more is 431") {
  const auto bytes = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"s;
  http::request_head head;
  CHECK(read(bytes, head, {.bytes = bytes.size()}).state == progress::complete);
  const auto result = read(bytes, head, {.bytes = bytes.size() - 1});
  CHECK(result.why == reason::head_too_large);
}

TEST_CASE("an unfinished head that fills the limit is refused") {
  CHECK(objection("GET / HTTP/1.1\r\nA: bbbbbbbb", {.bytes = 27}) == reason::head_too_large);
  http::request_head head;
  const auto result = read("GET /aaaaaaaaaaaaaaaaaaaaaaaa", head, {.bytes = 27});
  CHECK(result.why == reason::uri_too_long);
}

TEST_CASE("a whole head whose request line passes the limit is 414") {
  CHECK(objection("GET /aaaaaaaaaaaaaaaaaa HTTP/1.1\r\n\r\n", {.bytes = 20}) == reason::uri_too_long);
}

TEST_CASE("a request line of just the limit is read, one byte more is 414, whole or not") {
  const head_limits limits{.line = "GET /aaaa HTTP/1.1"sv.size()};
  http::request_head head;
  CHECK(read("GET /aaaa HTTP/1.1\r\nHost: a\r\n\r\n", head, limits).state == progress::complete);
  CHECK(read("GET /aaaa HTTP/1.1\r\n", head, limits).state == progress::need_more);
  CHECK(read("\r\nGET /aaaa HTTP/1.1\r", head, limits).state == progress::need_more);
  CHECK(objection("GET /aaaaa HTTP/1.1\r\nHost: a\r\n\r\n", limits) == reason::uri_too_long);
  CHECK(objection("GET /aaaaa HTTP/1.1\r", limits) == reason::uri_too_long);
  CHECK(objection("GET /aaaaaaaaaaaaaaa", limits) == reason::uri_too_long);
}

TEST_CASE("too many headers are 431") {
  http::request_head head;
  const auto bytes = "GET / HTTP/1.1\r\nA: 1\r\nB: 2\r\nC: 3\r\n\r\n"s;
  CHECK(read(bytes, head, {.headers = 3}).state == progress::complete);
  CHECK(read(bytes, head, {.headers = 2}).why == reason::head_too_large);
}

TEST_CASE("a response head is recorded as slices") {
  http::response_head head;
  REQUIRE(read("HTTP/1.0 404 Not Found\r\nServer: a\r\n\r\n", head).state == progress::complete);
  CHECK(head.status == 404);
  CHECK(head.reason == "Not Found");
  CHECK(head.version == 10);
  REQUIRE(head.headers.size() == 1);
  CHECK(head.headers[0].known == field::server);
}

TEST_CASE("a response head may come in pieces of any size") {
  const auto bytes = "HTTP/1.1 200 OK\r\nServer: a\r\n\r\n"s;
  http::response_head head;
  std::size_t scanned = 0;
  for (std::size_t size = 0; size < bytes.size(); ++size)
    REQUIRE(read_response_head(bytes.substr(0, size), {}, scanned, head).state == progress::need_more);
  CHECK(read_response_head(bytes, {}, scanned, head).state == progress::complete);
}

TEST_CASE("a reason phrase may be empty or hold bytes above ASCII") {
  http::response_head head;
  REQUIRE(read("HTTP/1.1 200 \r\n\r\n", head).state == progress::complete);
  CHECK(head.reason.empty());
  REQUIRE(read("HTTP/1.1 200 \xc3\x96K\r\n\r\n", head).state == progress::complete);
  CHECK(head.reason == "\xc3\x96K");
}

TEST_CASE("statuses from 100 to 599 are read") {
  const auto status = GENERATE(100u, 101u, 204u, 599u);
  http::response_head head;
  REQUIRE(read("HTTP/1.1 " + std::to_string(status) + " \r\n\r\n", head).state == progress::complete);
  CHECK(head.status == status);
}

TEST_CASE("a malformed response head is 502") {
  const auto bytes = GENERATE(values<std::string>({
      "HTTP/1.1 099 A\r\n\r\n",
      "HTTP/1.1 600 A\r\n\r\n",
      "HTTP/1.1 999 A\r\n\r\n",
      "HTTP/1.1 20 A\r\n\r\n",
      "HTTP/1.1 2000 A\r\n\r\n",
      "HTTP/1.1 OK\r\n\r\n",
      "HTTP/2.0 200 OK\r\n\r\n",
      "ICY 200 OK\r\n\r\n",
      "hello\r\n\r\n",
      "\r\nHTTP/1.1 200 OK\r\n\r\n",
      "HTTP/1.1 200 OK\nServer: a\n\n",
      "HTTP/1.1 200 O\0K\r\n\r\n"s,
      "HTTP/1.1 200 OK\r\nA : b\r\n\r\n",
      "HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n",
      "HTTP/1.1 200 OK\r\nA:\r\n b\r\n\r\n",
      "HTTP/1.1 200 OK\r\nA: b\rc\r\n\r\n",
      "HTTP/1.1 200 OK\r\n: b\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
  }));
  CAPTURE(bytes);
  http::response_head head;
  const auto result = read(bytes, head);
  CHECK(result.state == progress::bad);
  CHECK(result.why == reason::malformed_response);
}

TEST_CASE("a response head beyond a limit is 502, and told from one that makes no sense") {
  http::response_head head;
  const auto bytes = "HTTP/1.1 200 OK\r\nA: 1\r\nB: 2\r\n\r\n"s;
  CHECK(read(bytes, head, {.bytes = bytes.size(), .headers = 2}).state == progress::complete);
  for (const auto& beyond : {read(bytes, head, {.bytes = bytes.size() - 1}), read(bytes, head, {.headers = 1}),
                             read(bytes.substr(0, 20), head, {.bytes = 20})}) {
    CHECK(beyond.state == progress::bad);
    CHECK(beyond.why == reason::response_too_large);
  }
}

TEST_CASE("a status line without a reason may lack the space before it too") {
  const auto* line = GENERATE("HTTP/1.1 200", "HTTP/1.1 200 ", "HTTP/1.0 404");
  CAPTURE(line);
  http::response_head head;
  const auto bytes = line + "\r\nContent-Length: 2\r\nA: b\r\n\r\n"s;
  const auto result = read(bytes, head);
  REQUIRE(result.state == progress::complete);
  CHECK(head.reason.empty());
  CHECK(head.status == static_cast<unsigned>(std::stoi(std::string(line).substr(9))));
  CHECK(head.version == (std::string_view(line).starts_with("HTTP/1.1") ? 11 : 10));
  REQUIRE(head.headers.size() == 2);
  CHECK(head.headers.back().value == "b");
  CHECK(head.body.length == 2);
}

TEST_CASE("a status line of that length that is none is refused all the same") {
  const auto* line =
      GENERATE("HTTP/1.1  20", "HTTP/1.1 2OK", "HTTP/2.0 200", "HTTP/1.1 600", "HTTP/1.1\t200", "xHTTP/1.1 20");
  CAPTURE(line);
  http::response_head head;
  CHECK(read(line + "\r\n\r\n"s, head).why == reason::malformed_response);
}
