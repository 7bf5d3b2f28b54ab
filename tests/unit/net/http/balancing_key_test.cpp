#include "net/http/balancing_key.hpp"
#include "tests/unit/net/http1/messages.hpp"

#include <catch2/catch.hpp>

using namespace loadex::net;
using namespace loadex::net::http;
using namespace loadex::net::http1;
using loadex::config::algorithm;
using loadex::config::balancing_settings;

namespace {

std::string key_of(std::string_view lines, algorithm which, const balancing_settings& settings = {}) {
  const framed_request request{get_with(lines)};
  return std::string(http::balancing_key(request.head, "203.0.113.77", "/a?b=c", which, settings));
}

balancing_settings by_header(const char* name) {
  balancing_settings settings;
  settings.hash_header = name;
  return settings;
}

balancing_settings by_cookie(const char* name) {
  balancing_settings settings;
  settings.hash_cookie = name;
  return settings;
}

std::optional<std::string> cookie_in(std::string_view lines, std::string_view name) {
  const framed_request request{get_with(lines)};
  const auto values = http::cookie_values(request.head, name);
  return values.empty() ? std::nullopt : std::optional<std::string>(values.front());
}

} // namespace

TEST_CASE("iphash goes by the client's address, urlhash by the target") {
  CHECK(key_of("", algorithm::ip_hash) == "203.0.113.77");
  CHECK(key_of("", algorithm::url_hash) == "/a?b=c");
}

TEST_CASE("headerhash goes by a header, whatever the case of its name, and by its first line") {
  CHECK(key_of("x-tenant: blue\r\nX-Tenant: red\r\n", algorithm::header_hash, by_header("X-Tenant")) == "blue");
  CHECK(key_of("", algorithm::header_hash) == "example.com"); // Host, unless set otherwise
}

TEST_CASE("cookiehash goes by a cookie") {
  CHECK(key_of("Cookie: a=1; session=xyz; b=2\r\n", algorithm::cookie_hash) == "xyz");
  CHECK(key_of("Cookie: a=1; session=xyz\r\n", algorithm::cookie_hash, by_cookie("a")) == "1");
}

TEST_CASE("the balancing key is empty where the request lacks it, or nothing is hashed") {
  CHECK(key_of("", algorithm::header_hash, by_header("X-Tenant")).empty());
  CHECK(key_of("X-Tenant:\r\n", algorithm::header_hash, by_header("X-Tenant")).empty());
  CHECK(key_of("", algorithm::cookie_hash).empty());
  CHECK(key_of("Cookie: session=\r\n", algorithm::cookie_hash).empty());
  CHECK(key_of("Cookie: session=xyz\r\n", algorithm::round_robin).empty());
}

TEST_CASE("a cookie is found in any Cookie line, the first of its name") {
  CHECK(cookie_in("Cookie: a=1\r\nCookie: b=2; a=3\r\n", "b") == "2");
  CHECK(cookie_in("Cookie: a=1\r\nCookie: b=2; a=3\r\n", "a") == "1");
  CHECK(cookie_in("Cookie: a=x=y; b=\"2\"\r\n", "a") == "x=y");
  CHECK(cookie_in("Cookie: a=x=y; b=\"2\"\r\n", "b") == "\"2\"");
  CHECK(cookie_in("Cookie:a=1;b=2\r\n", "b") == "2");
}

TEST_CASE("a cookie's name must match as a whole, and in its case") {
  CHECK_FALSE(cookie_in("Cookie: session=1\r\n", "ses"));
  CHECK_FALSE(cookie_in("Cookie: my-session=1\r\n", "session"));
  CHECK_FALSE(cookie_in("Cookie: Session=1\r\n", "session"));
  CHECK_FALSE(cookie_in("Cookie: session\r\n", "session"));
  CHECK_FALSE(cookie_in("Cookie: ;; =1;\r\n", "session"));
  CHECK_FALSE(cookie_in("X-Cookie: session=1\r\n", "session"));
}
