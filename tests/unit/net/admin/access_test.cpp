#include "net/admin/access.hpp"

#include <catch2/catch.hpp>

using namespace loadex;
using net::admin::refusal;

namespace {

const config::admin_settings defaults;

bool allowed(std::string_view host, std::string_view origin = "") {
  return !refusal({true, host, origin}, defaults).has_value();
}

} // namespace

TEST_CASE("a peer outside [admin] allow is told which setting refuses it") {
  const auto why = refusal({false, "localhost", ""}, defaults);
  REQUIRE(why);
  CHECK(why->find("[admin] allow") != std::string::npos);
}

TEST_CASE("admin requests may name localhost or an IP address as their host") {
  CHECK(allowed("localhost"));
  CHECK(allowed("LocalHost:8080"));
  CHECK(allowed("127.0.0.1:8080"));
  CHECK(allowed("[::1]:8080"));
  CHECK(allowed("10.1.2.3"));
}

TEST_CASE("a name that is not ours is refused, wherever it points (DNS rebinding)") {
  CHECK_FALSE(allowed("evil.example:8080"));
  CHECK_FALSE(allowed("localhost.evil.example"));
  CHECK_FALSE(allowed("127.0.0.1.evil.example"));
  CHECK_FALSE(allowed(""));
}

TEST_CASE("a name in [admin] hosts is ours") {
  config::admin_settings settings;
  settings.hosts = {"lb.example"};
  CHECK_FALSE(refusal({true, "LB.example:8080", ""}, settings));
}

TEST_CASE("an Origin must be the host that was asked") {
  CHECK(allowed("localhost:8080", "http://localhost:8080"));
  CHECK_FALSE(allowed("localhost:8080", "http://localhost:9999"));
  CHECK_FALSE(allowed("localhost:8080", "https://evil.example"));
  CHECK_FALSE(allowed("localhost:8080", "null"));
}
