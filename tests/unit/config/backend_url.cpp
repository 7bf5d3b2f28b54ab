#include "config/backend_url.hpp"

#include <catch2/catch.hpp>

using namespace loadex::config;
using Catch::Matchers::Contains;

TEST_CASE("a backend URL has a host, a port and the text it was written as", "[config]") {
  const auto url = backend_url::parse("http://App.example.org:8001/").value();
  CHECK(url.host() == "app.example.org");
  CHECK(url.port() == 8001);
  CHECK(url.text() == "http://App.example.org:8001");
  CHECK(url.authority() == "app.example.org:8001");
}

TEST_CASE("a backend URL without a port means port 80", "[config]") {
  CHECK(backend_url::parse("http://localhost").value().port() == 80);
  CHECK(backend_url::parse("HTTP://localhost").value() == backend_url::parse("http://localhost:80/").value());
}

TEST_CASE("a backend URL that says https means TLS, and port 443 without a port", "[config]") {
  const auto url = backend_url::parse("HTTPS://localhost").value();
  CHECK(url.is_secure());
  CHECK(url.port() == 443);
  CHECK(url == backend_url::parse("https://localhost:443/").value());
  CHECK_FALSE(url == backend_url::parse("http://localhost:443").value());
  CHECK_FALSE(backend_url::parse("http://localhost").value().is_secure());
}

TEST_CASE("an IPv6 backend is held without brackets and written with them", "[config]") {
  const auto url = backend_url::parse("http://[0:0::1]:8001").value();
  CHECK(url.host() == "::1");
  CHECK(url.authority() == "[::1]:8001");
  CHECK(url == backend_url::parse("http://[::1]:8001").value());
}

TEST_CASE("the host of a backend may be a name that begins with an IPv4 address", "[config]") {
  const auto host =
      GENERATE(as<std::string>(), "127.0.0.1.nip.io", "10.0.0.1.example", "10.0.0.1a", "1.2.3.4.5.x", "0x7f");
  CAPTURE(host);
  const auto url = backend_url::parse("http://" + host + ":8080/").value();
  CHECK(url.host() == host);
  CHECK(url.port() == 8080);
}

TEST_CASE("backends on different ports or hosts differ", "[config]") {
  CHECK_FALSE(backend_url::parse("http://a:1").value() == backend_url::parse("http://a:2").value());
  CHECK_FALSE(backend_url::parse("http://a:1").value() == backend_url::parse("http://b:1").value());
}

TEST_CASE("a wrong backend URL is refused with the reason", "[config]") {
  const auto [text, reason] = GENERATE(table<std::string, std::string>({
      {"", "does not start with http://"},
      {"localhost:8001", "does not start with http://"},
      {"//localhost", "does not start with http://"},
      {"ftp://localhost", "scheme is neither http nor https"},
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
      {"http://10.0.0.1.2", "neither a name nor an IP address"},
      {"http://010.0.0.1", "neither a name nor an IP address"},
      {"http://[10.0.0.1]", "neither a name nor an IP address"},
      {"http://[::1%25lo]", "neither a name nor an IP address"},
      {"http://::1", "no host"},
      {"http://[v1.x]", "neither a name nor an IP address"},
  }));
  CAPTURE(text);
  const auto url = backend_url::parse(text);
  REQUIRE_FALSE(url);
  CHECK_THAT(url.error(), Contains(reason) && Contains("http://host:port"));
}
