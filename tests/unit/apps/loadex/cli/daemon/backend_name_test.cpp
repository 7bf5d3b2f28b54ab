#include "apps/loadex/cli/daemon/backend_name.hpp"

#include <catch2/catch.hpp>

using Catch::Matchers::Contains;
using loadex::cli::backend_name;

namespace {

backend_name named(std::string_view text) {
  return backend_name::parse(text).value();
}

} // namespace

TEST_CASE("a backend is named by its id") {
  CHECK(named("2").means(2, "http://localhost:8002"));
  CHECK_FALSE(named("2").means(12, "http://localhost:8002"));
}

TEST_CASE("a backend is named by its URL, however that is spelt") {
  CHECK(named("http://LocalHost:8002/").means(7, "http://localhost:8002"));
  CHECK(named("http://a").means(7, "http://a:80"));
  CHECK(named("https://a").means(7, "https://A:443"));
  CHECK_FALSE(named("https://a:80").means(7, "http://a"));
  CHECK(named("http://[::0:1]:80").means(7, "http://[::1]"));
  CHECK_FALSE(named("http://localhost:8002").means(8002, "http://localhost:8001"));
  CHECK_FALSE(named("http://localhost:8002").means(8002, "http://localhost2:8002"));
}

TEST_CASE("what is neither an id nor a URL names no backend") {
  const auto text = GENERATE("", "-1", "2x", "localhost:8002", "unix:/run/b.sock", "ftp://localhost",
                             "http://localhost:8002/path", "99999999999999999999");
  CAPTURE(text);
  const auto parsed = backend_name::parse(text);
  REQUIRE_FALSE(parsed);
  CHECK_THAT(parsed.error(), Contains("is neither the id of a backend nor its URL"));
}
