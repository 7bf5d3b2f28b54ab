#include "config/backend_url.hpp"

#include <catch2/catch.hpp>

#include <stdexcept>

using namespace loadex::config;
using Catch::Matchers::Contains;

TEST_CASE("a backend URL has a host, a port and the text it was written as", "[config]") {
  const auto url = backend_url::parse("http://App.example.org:8001/");
  CHECK(url.host() == "app.example.org");
  CHECK(url.port() == 8001);
  CHECK(url.text() == "http://App.example.org:8001");
  CHECK(url.authority() == "app.example.org:8001");
}

TEST_CASE("a backend URL without a port means port 80", "[config]") {
  CHECK(backend_url::parse("http://localhost").port() == 80);
  CHECK(backend_url::parse("HTTP://localhost") == backend_url::parse("http://localhost:80/"));
}

TEST_CASE("an IPv6 backend is held without brackets and written with them", "[config]") {
  const auto url = backend_url::parse("http://[0:0::1]:8001");
  CHECK(url.host() == "::1");
  CHECK(url.authority() == "[::1]:8001");
  CHECK(url == backend_url::parse("http://[::1]:8001"));
}

TEST_CASE("backends on different ports or hosts differ", "[config]") {
  CHECK_FALSE(backend_url::parse("http://a:1") == backend_url::parse("http://a:2"));
  CHECK_FALSE(backend_url::parse("http://a:1") == backend_url::parse("http://b:1"));
}

TEST_CASE("a wrong backend URL is refused with the reason", "[config]") {
  const auto [text, reason] = GENERATE(table<std::string, std::string>({
      {"", "does not start with http://"},
      {"localhost:8001", "does not start with http://"},
      {"//localhost", "does not start with http://"},
      {"ftp://localhost", "scheme is not http"},
      {"https://localhost", "https to a backend is not supported"},
      {"http://", "no host"},
      {"http://:8001", "no host"},
      {"http://a b", "not a URL"},
      {"http://a\nb", "not a URL"},
      {"http://[::1", "not a URL"},
      {"http://a:b", "port is not a number from 1 to 65535"},
      {"http://a:80b", "port is not a number from 1 to 65535"},
      {"http://user@a", "no user name or password"},
      {"http://a/path", "no path"},
      {"http://a//", "no path"},
      {"http://a?x=1", "no query"},
      {"http://a#top", "no fragment"},
      {"http://a:", "port is not a number from 1 to 65535"},
      {"http://a:0", "port is not a number from 1 to 65535"},
      {"http://a:65536", "port is not a number from 1 to 65535"},
      {"http://a:99999", "port is not a number from 1 to 65535"},
      {"http://a%20b", "neither a name nor an IP address"},
      {"http://a..b", "neither a name nor an IP address"},
      {"http://10.0.0.256", "neither a name nor an IP address"},
      {"http://10.1", "neither a name nor an IP address"},
      {"http://[v1.x]", "neither a name nor an IP address"},
  }));
  CAPTURE(text);
  CHECK_THROWS_WITH(backend_url::parse(text), Contains(reason) && Contains("http://host:port"));
}
