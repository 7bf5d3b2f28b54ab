#include "apps/loadex/cli/daemon/server_url.hpp"

#include <catch2/catch.hpp>

using loadex::cli::server_url;

TEST_CASE("a server's address has a host and a port, 80 if none is given") {
  const auto url = server_url::parse("http://balancer:8080/").value();
  CHECK(url.host() == "balancer");
  CHECK(url.port() == 8080);
  CHECK(url.authority() == "balancer:8080");
  CHECK(url.text() == "http://balancer:8080");
  CHECK(server_url::parse("http://balancer").value().port() == 80);
}

TEST_CASE("an IPv6 address is given in brackets and connected to without them") {
  const auto url = server_url::parse("http://[::1]:8080").value();
  CHECK(url.host() == "::1");
  CHECK(url.authority() == "[::1]:8080");
}

TEST_CASE("a server's name may begin with an IPv4 address") {
  const auto url = server_url::parse("http://127.0.0.1.nip.io:8080").value();
  CHECK(url.host() == "127.0.0.1.nip.io");
  CHECK(url.authority() == "127.0.0.1.nip.io:8080");
}

TEST_CASE("a socket of this machine is named by its path") {
  const auto url = server_url::parse("unix:/run/loadex/admin.sock").value();
  CHECK(url.socket() == "/run/loadex/admin.sock");
  CHECK(url.text() == "unix:/run/loadex/admin.sock");
  CHECK(url.authority() == "localhost");
  CHECK(server_url::parse("http://localhost").value().socket().empty());
}

TEST_CASE("what is no absolute path, or too long for a socket, is refused") {
  const auto text =
      GENERATE(std::string("unix:"), "unix:admin.sock", "unix:/" + std::string(107, 'x'), std::string("unix:/a\0b", 9));
  CAPTURE(text);
  CHECK_FALSE(server_url::parse(text));
  CHECK(server_url::parse("unix:/" + std::string(106, 'x')));
}

TEST_CASE("a server that speaks TLS is at port 443 unless it says otherwise") {
  const auto url = server_url::parse("https://loadex.example").value();
  CHECK(url.is_secure());
  CHECK(url.port() == 443);
  CHECK(url.authority() == "loadex.example");
  CHECK(url.text() == "https://loadex.example");
  CHECK(server_url::parse("https://[::1]:9901").value().port() == 9901);
  CHECK_FALSE(server_url::parse("http://loadex.example").value().is_secure());
}

TEST_CASE("what is not the http address of a server is refused") {
  const auto text =
      GENERATE("", "localhost:8080", "http://", "https://", "ftp://localhost", "http://:8080", "http://user@localhost",
               "http://localhost/path", "http://localhost?x", "http://localhost#x", "http://localhost:0",
               "http://localhost:99999", "http://localhost:", "http://local host", "http://[::1", "http://[localhost]");
  CAPTURE(text);
  CHECK_FALSE(server_url::parse(text));
}
