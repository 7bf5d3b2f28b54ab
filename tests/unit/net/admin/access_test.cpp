#include "net/admin/access.hpp"

#include <catch2/catch.hpp>

using namespace loadex;
using namespace net::admin;

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
  const auto refused = refusal({row.who, "localhost", ""}, defaults);
  CHECK(refused.has_value() == (row.setting != nullptr));
  CHECK(row.who.is_admin() == !refused.has_value());
  if (!refused || row.setting == nullptr)
    return;
  CHECK(refused->status == 403);
  CHECK_THAT(refused->why, Contains(row.setting) && Contains("[admin] listen") && !Contains("\n"));
}

TEST_CASE("who is refused at the admin listener is not told of it") {
  config::admin_settings settings;
  settings.listen = config::socket_address{"127.0.0.1", 9901};
  CHECK(refusal({{false, provenance::direct}, "localhost", ""}, settings)->why ==
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

namespace {

constexpr std::string_view admin_token = "0123456789abcdef";
constexpr std::string_view read_token = "fedcba9876543210";

config::admin_settings with_tokens() {
  config::admin_settings settings;
  settings.token = config::secret(admin_token);
  settings.read_token = config::secret(read_token);
  return settings;
}

} // namespace

TEST_CASE("a bearer's token is what it is, whole") {
  const auto settings = with_tokens();
  const auto shown = [&](const std::string& value) { return credential_in(value, settings); };
  CHECK(shown("Bearer 0123456789abcdef") == credential::full);
  CHECK(shown("bearer  0123456789abcdef ") == credential::full);
  CHECK(shown("Bearer fedcba9876543210") == credential::read);
  for (const auto* text : {"Bearer ", "Bearer 0123456789abcde", "Bearer 0123456789abcdef0", "Bearer 0123456789ABCDEF",
                           "Bearer 0123456789abcdef fedcba9876543210"}) {
    CAPTURE(text);
    CHECK(shown(text) == credential::wrong);
  }
  for (const auto* text : {"", "Bearer", "Basic MDEyMzQ1Njc4OWFiY2RlZg==", "0123456789abcdef"}) {
    CAPTURE(text);
    CHECK(shown(text) == credential::none);
  }
}

TEST_CASE("where there are no tokens, one that is carried is not looked at") {
  CHECK(credential_in("Bearer 0123456789abcdef", defaults) == credential::none);
  auto settings = with_tokens();
  settings.token = {};
  CHECK(credential_in("Bearer ", settings) == credential::wrong); // not the one that is not set
}

TEST_CASE("with tokens, who changes something needs the one and who reads from elsewhere either") {
  struct row {
    credential shown;
    bool is_near;
    unsigned to_read; // the status of a refusal, 0 if there is none
    unsigned to_change;
  };
  const auto row = GENERATE(values<struct row>({
      {credential::none, true, 0, 401},
      {credential::none, false, 401, 401},
      {credential::wrong, true, 401, 401},
      {credential::wrong, false, 401, 401},
      {credential::read, true, 0, 403},
      {credential::read, false, 0, 403},
      {credential::full, true, 0, 0},
      {credential::full, false, 0, 0},
  }));
  CAPTURE(static_cast<int>(row.shown), row.is_near);
  const auto status = [&](bool changes) {
    const auto came = row.is_near ? provenance::direct : provenance::relayed;
    visitor who{.by = {row.is_near, came}, .host = "localhost", .origin = "", .shown = row.shown};
    who.changes = changes;
    const auto refused = refusal(who, with_tokens());
    return refused ? refused->status : 0;
  };
  CHECK(status(false) == row.to_read);
  CHECK(status(true) == row.to_change);
}

TEST_CASE("a token for readers alone leaves changes to who is in [admin] allow") {
  auto settings = with_tokens();
  settings.token = {};
  visitor who{.by = admin, .host = "localhost", .origin = "", .changes = true};
  CHECK_FALSE(refusal(who, settings));
  who.shown = credential::read;
  CHECK(refusal(who, settings)->status == 403);
}

TEST_CASE("a token does not make another site's page ours") {
  visitor who{.by = admin, .host = "evil.example", .origin = "", .shown = credential::full};
  CHECK(refusal(who, with_tokens())->status == 403);
  who.host = "localhost";
  who.origin = "http://evil.example";
  CHECK(refusal(who, with_tokens())->status == 403);
}

TEST_CASE("who comes by a socket in the file system needs nothing more, and is called by its user") {
  const visitor who{
      .by = {}, .host = "", .origin = "http://evil.example", .shown = credential::wrong, .changes = true, .user = 1000};
  CHECK_FALSE(refusal(who, with_tokens()));
  CHECK(name_of(who) == "socket uid 1000");
}

TEST_CASE("who asks is called by the token, never with it") {
  CHECK(name_of({.by = admin, .host = "", .origin = "", .shown = credential::full}) == "admin token");
  CHECK(name_of({.by = admin, .host = "", .origin = "", .shown = credential::read}) == "read token");
  CHECK(name_of({.by = admin, .host = "", .origin = ""}) == "no token");
}
