#include "net/http/route_answer.hpp"
#include "tests/unit/net/http1/messages.hpp"

#include <catch2/catch.hpp>

using namespace loadex;
using namespace loadex::net::http;
using net::http1::framed_request;
using namespace std::string_literals;

namespace {

own_response answered(const config::route_settings& route, const std::string& line, const std::string& host) {
  const framed_request request(line + "\r\n" + (host.empty() ? "" : "Host: " + host + "\r\n") + "\r\n");
  REQUIRE(request.result.state == net::http1::head_result::progress::complete);
  return answer_of(route, request.framing);
}

} // namespace

TEST_CASE("where a redirect sends a client") {
  struct row {
    const char* redirect;
    const char* target;
    const char* location;
  };
  const auto row = GENERATE(values<struct row>({
      // Scheme alone: host, path and query as they came, but no port.
      {"https", "/a/../%61?b", "https://example.org/a/../%61?b"},
      {"https", "/", "https://example.org/"},
      {"https", "http://other.org:81", "https://other.org/"},
      {"https", "http://other.org:81?b", "https://other.org/?b"},
      {"https", "http://[::1]:81/b", "https://[::1]/b"},
      // A URL without a path keeps path and query.
      {"https://www.example.org", "/a?b", "https://www.example.org/a?b"},
      {"https://www.example.org:8443", "/", "https://www.example.org:8443/"},
      {"http://www.example.org", "//evil.org/%2e", "http://www.example.org//evil.org/%2e"},
      {"http://www.example.org?c", "/a?b", "http://www.example.org/a?c"},
      {"http://www.example.org#c", "/a?b", "http://www.example.org/a?b#c"},
      // Of one with a path the whole path is replaced, and the query if it has one.
      {"https://www.example.org/", "/a?b", "https://www.example.org/?b"},
      {"https://www.example.org/new", "/a/b", "https://www.example.org/new"},
      {"https://www.example.org/new", "/a?b", "https://www.example.org/new?b"},
      {"https://www.example.org/new?c", "/a?b", "https://www.example.org/new?c"},
      {"https://www.example.org/new#c", "/a?b", "https://www.example.org/new?b#c"},
      {"https://www.example.org/a//b", "/a", "https://www.example.org/a//b"},
      // A path alone stays on the host.
      {"/new", "/a?b", "/new?b"},
      {"/new/", "//evil.org/a", "/new/"},
      {"/new?c", "/a?b", "/new?c"},
      {"/a//b", "/a", "/a//b"},
      {"//www.example.org", "/a?b", "//www.example.org/a?b"},
      {"//www.example.org/new", "/a", "//www.example.org/new"},
  }));
  CAPTURE(row.redirect, row.target);
  const auto answer = answered({.redirect = row.redirect}, "GET "s + row.target + " HTTP/1.1", "example.org:8080");
  CHECK(answer.headers == "Location: "s + row.location + "\r\n");
  CHECK(answer.status == 308);
  CHECK(answer.body.empty());
}

TEST_CASE("`*` of OPTIONS is redirected to a host's root") {
  CHECK(answered({.redirect = "https"}, "OPTIONS * HTTP/1.1", "example.org").headers ==
        "Location: https://example.org/\r\n");
}

TEST_CASE("a redirect has the status that is set") {
  CHECK(answered({.redirect = "/new", .status = 302}, "GET / HTTP/1.1", "example.org").status == 302);
}

TEST_CASE("a redirect to https needs a host; others do not") {
  const auto refused = answered({.redirect = "https"}, "GET / HTTP/1.0", "");
  CHECK(refused.status == 400);
  CHECK_THAT(refused.headers, !Catch::Matchers::Contains("Location"));
  CHECK(answered({.redirect = "/new"}, "GET / HTTP/1.0", "").headers == "Location: /new\r\n");
}

TEST_CASE("a fixed answer is plain text with its status") {
  const auto answer = answered({.respond = "User-agent: *"}, "GET / HTTP/1.1", "example.org");
  CHECK(answer.status == 200);
  CHECK(answer.type == "text/plain; charset=utf-8");
  CHECK(answer.body == "User-agent: *");
  CHECK(answer.headers.empty());
  CHECK(answered({.respond = "gone", .status = 410}, "GET / HTTP/1.1", "example.org").status == 410);
}

TEST_CASE("a fixed answer whose status has no body has none") {
  for (const auto status : {204U, 205U, 304U})
    CHECK(answered({.respond = "x", .status = status}, "GET / HTTP/1.1", "example.org").body.empty());
}
