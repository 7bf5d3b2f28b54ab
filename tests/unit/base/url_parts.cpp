#include "base/url_parts.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace loadex::base;

TEST_CASE("a URL comes apart at its delimiters") {
  struct row {
    std::string text;
    std::string host;
    std::optional<std::string> port;
    std::string path;
  };
  const auto row = GENERATE(values<struct row>({
      {"http://a", "a", {}, ""},
      {"http://a:80/b/c", "a", "80", "/b/c"},
      {"http://a:/", "a", "", "/"},
      {"http://:80", "", "80", ""},
      {"http://[::1]:80", "::1", "80", ""},
      {"http://[::1]", "::1", {}, ""},
      {"http://user:secret@a:80/", "a", "80", "/"},
      {"http://a/b@c:1", "a", {}, "/b@c:1"},
      {"http://a?x=/b", "a", {}, ""},
      {"http://a#?x", "a", {}, ""},
      {"http://a:b:c", "a", "b:c", ""},
      {"http://127.0.0.1.nip.io:8080", "127.0.0.1.nip.io", "8080", ""},
  }));
  CAPTURE(row.text);
  const auto parts = split_url(row.text);
  REQUIRE(parts);
  CHECK(parts->scheme == "http");
  CHECK(parts->authority.host == row.host);
  CHECK(parts->authority.port == row.port);
  CHECK(parts->path == row.path);
}

TEST_CASE("what a URL has besides scheme, host and path is told") {
  CHECK(split_url("http://u@a")->has_user_info);
  CHECK_FALSE(split_url("http://a/u@b")->has_user_info);
  CHECK(split_url("http://a?")->has_query);
  CHECK_FALSE(split_url("http://a#b?")->has_query);
  CHECK(split_url("http://a#b?")->has_fragment);
  CHECK(split_url("http://[::1]:1")->authority.bracketed);
  CHECK(split_url("http://u@[::1]:1/")->authority.text == "[::1]:1");
}

TEST_CASE("what does not come apart is no URL") {
  const auto text = GENERATE(as<std::string>(), "", "a:80", "//a", "http://[::1", "http://[::1]x", "http://[::1]80",
                             "http://a b", "http://a\n", "http://\x7f", "http://\xc3\xa4");
  CAPTURE(text);
  CHECK_FALSE(split_url(text));
}

TEST_CASE("a port is a number that fits") {
  CHECK(split_authority("a:0")->port_number() == 0);
  CHECK(split_authority("a:65535")->port_number() == 65535);
  const auto text = GENERATE(as<std::string>(), "a", "a:", "a:65536", "a:-1", "a:+1", "a:80x", "a: 80", "a:80:80");
  CAPTURE(text);
  CHECK_FALSE(split_authority(text)->port_number());
}
