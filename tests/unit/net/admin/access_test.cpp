#include "net/admin/access.hpp"

#include <catch2/catch.hpp>

using namespace loadex;
using net::admin::refusal;

namespace {

using Catch::Matchers::Contains;
using net::http::provenance;

const config::admin_settings defaults;
const net::http::standing admin{true, provenance::direct};

bool allowed(std::string_view host, std::string_view origin = "") {
  return !refusal({admin, host, origin}, defaults).has_value();
}

} // namespace

TEST_CASE("who is refused an admin address is told which setting helps") {
  struct row {
    net::http::standing who;
    const char* setting; // nullptr: it is not refused
  };
  const auto row = GENERATE(values<struct row>({
      {{true, provenance::direct}, nullptr},
      {{true, provenance::vouched}, nullptr},
      {{true, provenance::relayed}, "proxy.trusted-proxies"},
      {{true, provenance::unclear}, "X-Forwarded-For"},
      {{false, provenance::direct}, "[admin] allow"},
      {{false, provenance::vouched}, "[admin] allow"},
      {{false, provenance::relayed}, "[admin] allow"},
      {{false, provenance::unclear}, "X-Forwarded-For"},
  }));
  CAPTURE(row.who.allowed, static_cast<int>(row.who.came));
  const auto why = refusal({row.who, "localhost", ""}, defaults);
  CHECK(why.has_value() == (row.setting != nullptr));
  CHECK(row.who.is_admin() == !why.has_value());
  if (why && row.setting != nullptr)
    CHECK_THAT(*why, Contains(row.setting) && Contains("[admin] listen") && !Contains("\n"));
}

TEST_CASE("who is refused at the admin listener is not told of it") {
  config::admin_settings settings;
  settings.listen = config::socket_address{"127.0.0.1", 9901};
  CHECK(refusal({{false, provenance::direct}, "localhost", ""}, settings) ==
        "Your address is not in the networks of [admin] allow.");
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
  CHECK_FALSE(refusal({admin, "LB.example:8080", ""}, settings));
}

TEST_CASE("an Origin must be the host that was asked") {
  CHECK(allowed("localhost:8080", "http://localhost:8080"));
  CHECK_FALSE(allowed("localhost:8080", "http://localhost:9999"));
  CHECK_FALSE(allowed("localhost:8080", "https://evil.example"));
  CHECK_FALSE(allowed("localhost:8080", "null"));
  CHECK(allowed("127.0.0.1", "http://127.0.0.1"));
  CHECK(allowed("[::1]:80", "http://[::1]:80"));
  for (const auto* host : {"127.0.0.1", "[::1]", "127.0.0.1:8080"})
    for (const auto* more : {".evil.example", "evil.example", "-x.example", "/", ":80", "@evil.example"}) {
      CAPTURE(host, more);
      CHECK_FALSE(allowed(host, "http://" + std::string(host) + more));
    }
}

TEST_CASE("what changes something is not for another site's page, where the browser says from where it comes") {
  const auto changes = [](std::string_view from) { return !refusal({admin, "localhost", "", from}, defaults); };
  CHECK(changes(""));
  CHECK(changes("same-origin"));
  CHECK(changes("none"));
  for (const auto* from : {"cross-site", "same-site", "Cross-Site", "whatever"}) {
    CAPTURE(from);
    CHECK_FALSE(changes(from));
  }
}
