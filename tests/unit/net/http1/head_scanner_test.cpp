#include "net/http1/head_scanner.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <string>
#include <string_view>

using namespace loadex::net;
using namespace loadex::net::http1;
using namespace std::string_literals;

namespace {

scan_result scan_request(std::string_view text) {
  http::request_head head;
  return scan_request_head(text, 100, head);
}

scan_result scan_response(std::string_view text) {
  http::response_head head;
  return scan_response_head(text, 100, head);
}

bool is_control(int byte) {
  return byte < 0x20 || byte == 0x7f;
}

bool in_token(int byte) {
  const auto c = static_cast<char>(byte);
  return byte > 0 && ("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"s.find(c) !=
                      std::string::npos);
}

bool in_text(int byte) {
  return byte == '\t' || !is_control(byte);
}

bool in_target(int byte) {
  return byte != ' ' && !is_control(byte);
}

} // namespace

TEST_CASE("which bytes a part of a head may have") {
  struct row {
    const char* part;
    scan_result (*scan)(std::string_view);
    const char* before;
    const char* behind;
    bool (*may_have)(int);
  };
  const auto row = GENERATE(values<struct row>({
      {"a method", scan_request, "G", "T / HTTP/1.1\r\nHost: a\r\n\r\n", in_token},
      {"a target", scan_request, "GET /a", "b HTTP/1.1\r\nHost: a\r\n\r\n", in_target},
      {"a name", scan_request, "GET / HTTP/1.1\r\nA", "B: c\r\n\r\n", [](int c) { return c == ':' || in_token(c); }},
      {"the end of a name", scan_request, "GET / HTTP/1.1\r\nHost", ": a\r\n\r\n",
       [](int c) { return c == ':' || in_token(c); }},
      {"the beginning of a name", scan_request, "GET / HTTP/1.1\r\n", "ost: a\r\n\r\n", in_token},
      {"a value", scan_request, "GET / HTTP/1.1\r\nA: b", "c\r\n\r\n", in_text},
      {"the end of a value", scan_request, "GET / HTTP/1.1\r\nA: b", "\r\n\r\n", in_text},
      {"a long value", scan_request, "GET / HTTP/1.1\r\nA: 0123456789abcdef0", "0123456789abcdef\r\n\r\n", in_text},
      {"a reason", scan_response, "HTTP/1.1 200 O", "K\r\nA: b\r\n\r\n", in_text},
      {"what ends a status", scan_response, "HTTP/1.1 200", "OK\r\nA: b\r\n\r\n", [](int c) { return c == ' '; }},
      {"the first digit of a status", scan_response, "HTTP/1.1 ", "99 OK\r\n\r\n",
       [](int c) { return c >= '1' && c <= '5'; }},
      {"the last digit of a status", scan_response, "HTTP/1.1 20", " OK\r\n\r\n",
       [](int c) { return c >= '0' && c <= '9'; }},
  }));
  for (int byte = 0; byte < 256; ++byte) {
    CAPTURE(row.part, byte);
    const auto text = row.before + std::string(1, static_cast<char>(byte)) + row.behind;
    CHECK((row.scan(text) == scan_result::complete) == row.may_have(byte));
  }
}

TEST_CASE("a byte that may not be there is noticed wherever it stands in a block") {
  for (std::size_t size = 1; size < 70; ++size)
    for (std::size_t at = 0; at < size; ++at) {
      CAPTURE(size, at);
      std::string target(size, 'a');
      std::string value(size, 'a');
      std::string name(size, 'a');
      target[at] = '\x7f';
      value[at] = '\x01';
      name[at] = ' ';
      REQUIRE(scan_request("GET " + target + " HTTP/1.1\r\n\r\n") == scan_result::malformed);
      REQUIRE(scan_request("GET / HTTP/1.1\r\nA: " + value + "\r\n\r\n") == scan_result::malformed);
      REQUIRE(scan_request("GET / HTTP/1.1\r\n" + name + ": a\r\n\r\n") == scan_result::malformed);
    }
}

TEST_CASE("parts of every size are found, whatever stands behind the head") {
  for (std::size_t size = 1; size < 70; ++size) {
    CAPTURE(size);
    const auto* behind = size % 2 == 0 ? "" : "POST / HTTP/1.1\r\nC: d\r\n\r\n";
    const auto part = std::string(size, 'b');
    const auto text = fmt::format("GET /{0} HTTP/1.1\r\n{0}: {0}\r\nA:{0}\t\r\n\r\n", part);
    const auto all = text + behind;
    http::request_head head;
    REQUIRE(scan_request_head(all, 2, head) == scan_result::complete);
    CHECK(head.target == "/" + part);
    REQUIRE(head.headers.size() == 2);
    CHECK(head.headers[0].name == part);
    CHECK(head.headers[0].value == part);
    CHECK(head.headers[1].value == part);
    CHECK(head.size == text.size());
  }
}

TEST_CASE("what is decided about the form of a head") {
  struct row {
    const char* rule;
    std::string text;
    scan_result result;
  };
  constexpr auto complete = scan_result::complete;
  constexpr auto malformed = scan_result::malformed;
  constexpr auto unsupported = scan_result::version_unsupported;
  const auto line = "GET / HTTP/1.1\r\n"s;
  const auto row = GENERATE_COPY(values<struct row>({
      {"the shortest head", "A / HTTP/1.1\r\n\r\n", complete},
      {"a method is a token of any length, in any case", "brew / HTTP/1.1\r\n\r\n", complete},
      {"one space each", "GET  / HTTP/1.1\r\n\r\n", malformed},
      {"a target is not empty", "GET  HTTP/1.1\r\n\r\n", malformed},
      {"a target may have bytes above ASCII", "GET /\xff HTTP/1.1\r\n\r\n", complete},
      {"HTTP/1.0 is read", "GET / HTTP/1.0\r\n\r\n", complete},
      {"a version of one digit each is another one", "GET / HTTP/3.9\r\n\r\n", unsupported},
      {"which is told before headers are looked at", "GET / HTTP/1.2\r\n(: b\r\n\r\n", unsupported},
      {"but not of a line that has more", "GET / HTTP/2.0 \r\n\r\n", malformed},
      {"a version has digits", "GET / HTTP/a.1\r\n\r\n", malformed},
      {"a version has a full stop", "GET / HTTP/1,1\r\n\r\n", malformed},
      {"bare LF ends no request line", "GET / HTTP/1.1\nA: b\r\n\r\n", malformed},
      {"bare LF ends no header", line + "A: b\nC: d\r\n\r\n", malformed},
      {"bare LF ends no head", line + "A: b\r\n\n", malformed},
      {"bare CR ends no header", line + "A: b\rC: d\r\n\r\n", malformed},
      {"bare CR ends no head", line + "A: b\r\n\rC: d\r\n\r\n", malformed},
      {"a space before the colon", line + "A : b\r\n\r\n", malformed},
      {"an empty name", line + ": b\r\n\r\n", malformed},
      {"a line without a colon", line + "A\r\nB: c\r\n\r\n", malformed},
      {"a name may have digits and signs", line + "x!#$%&'*+-.^_`|~9: b\r\n\r\n", complete},
      {"no space is needed behind the colon", line + "A:b\r\n\r\n", complete},
      {"a value may be empty", line + "A:\r\nB: \t \r\n\r\n", complete},
      {"a value may have colons", line + "A: :b:\r\n\r\n", complete},
      {"a folded line (obs-fold)", line + "A: b\r\n c\r\n\r\n", malformed},
      {"a folded line with a tab", line + "A: b\r\n\tc\r\n\r\n", malformed},
      {"a fold of blanks before the end", line + "A: b\r\n \r\n\r\n", malformed},
      {"a fold before the first header", line + " A: b\r\n\r\n", malformed},
      {"a list of connection options", line + "Connection: close, a ,,b\r\n\r\n", complete},
      {"options that are no tokens", line + "Connection: close; a=b\r\n\r\n", malformed},
      {"nor are these", line + "Proxy-Connection: a b\r\n\r\n", malformed},
      {"one length", line + "Content-Length: 5\r\n\r\n", complete},
      {"the same length twice", line + "Content-Length: 5\r\nContent-Length: 5\r\n\r\n", complete},
      {"two in one line", line + "Content-Length: 5, 5\r\n\r\n", malformed},
      {"a length with a sign", line + "Content-Length: +5\r\n\r\n", malformed},
      {"a coding", line + "Transfer-Encoding: chunked\r\n\r\n", complete},
      {"another coding", line + "Transfer-Encoding: gzip\r\n\r\n", malformed},
      {"a coding in HTTP/1.0", "GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", malformed},
      {"a length and a coding", line + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", malformed},
      {"these in this order", line + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n", malformed},
      {"a part of a head", line + "A: b\r\n", malformed},
      {"a part of the empty line", line + "A: b\r\n\r", malformed},
      {"nothing", "", malformed},
  }));
  CAPTURE(row.rule);
  CHECK(scan_request(row.text) == row.result);
}

TEST_CASE("what is decided about the form of a status line") {
  struct row {
    const char* rule;
    const char* text;
    scan_result result;
  };
  constexpr auto complete = scan_result::complete;
  constexpr auto malformed = scan_result::malformed;
  const auto row = GENERATE_COPY(values<struct row>({
      {"the shortest head", "HTTP/1.1 200\r\n\r\n", complete},
      {"an empty reason", "HTTP/1.1 200 \r\n\r\n", complete},
      {"HTTP/1.0", "HTTP/1.0 200 OK\r\n\r\n", complete},
      {"another version", "HTTP/2.0 200 OK\r\n\r\n", malformed},
      {"a version of one digit", "HTTP/1 200 OK\r\n\r\n", malformed},
      {"two spaces before the status", "HTTP/1.1  200 OK\r\n\r\n", malformed},
      {"a status of two digits", "HTTP/1.1 20 OK\r\n\r\n", malformed},
      {"a status of four digits", "HTTP/1.1 2000 OK\r\n\r\n", malformed},
      {"the smallest status", "HTTP/1.1 100 A\r\n\r\n", complete},
      {"one less", "HTTP/1.1 099 A\r\n\r\n", malformed},
      {"the largest status", "HTTP/1.1 599 A\r\n\r\n", complete},
      {"one more", "HTTP/1.1 600 A\r\n\r\n", malformed},
      {"an empty line before it", "\r\nHTTP/1.1 200 OK\r\n\r\n", malformed},
      {"an interim head that says of its body two things",
       "HTTP/1.1 103 A\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", malformed},
      {"one with a coding that we cannot read", "HTTP/1.1 103 A\r\nTransfer-Encoding: gzip\r\n\r\n", malformed},
  }));
  CAPTURE(row.rule);
  CHECK(scan_response(row.text) == row.result);
}

TEST_CASE("blanks at the end of a reason belong to it, those around a value do not") {
  http::response_head head;
  REQUIRE(scan_response_head("HTTP/1.1 200  OK \r\nA: \t b c \t\r\n\r\n", 1, head) == scan_result::complete);
  CHECK(head.reason == " OK ");
  CHECK(head.headers.at(0).value == "b c");
}

TEST_CASE("headers beyond the limit are told from a line that is malformed") {
  http::request_head head;
  CHECK(scan_request_head("GET / HTTP/1.1\r\nA: b\r\nC: d\r\n\r\n", 2, head) == scan_result::complete);
  CHECK(scan_request_head("GET / HTTP/1.1\r\nA: b\r\nC: d\r\n\r\n", 1, head) == scan_result::too_many_headers);
  CHECK(scan_request_head("GET / HTTP/1.1\r\nA: b\r\nC d\r\n\r\n", 1, head) == scan_result::malformed);
}

TEST_CASE("headers are known by Beast's numbers, common or not") {
  http::request_head head;
  REQUIRE(scan_request_head("GET / HTTP/1.1\r\nhOST: a\r\nSurrogate-Control: b\r\nX-Own: c\r\nX-Request-Id: d\r\n\r\n",
                            4, head) == scan_result::complete);
  CHECK(head.headers[0].known == http::field::host);
  CHECK(head.headers[1].known == http::field::surrogate_control);
  CHECK(head.headers[2].known == http::field::unknown);
  CHECK(head.headers[3].known == http::field::unknown);
}
