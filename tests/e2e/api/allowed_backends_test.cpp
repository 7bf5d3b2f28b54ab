#include "tests/support/e2e/api.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/loadex_command.hpp"

#include <catch2/catch.hpp>

using namespace loadex::tests::e2e;
using nlohmann::json;

namespace {

/// For a query, in which brackets cannot stand.
std::string escaped(std::string url) {
  for (const auto& [bracket, code] : {std::pair("[", "%5B"), std::pair("]", "%5D")})
    if (const auto at = url.find(bracket); at != std::string::npos)
      url.replace(at, 1, code);
  return url;
}

std::string wanted(const std::string& url) {
  return json{{"url", url}}.dump();
}

} // namespace

TEST_CASE_METHOD(fixture, "a backend cannot be added at a link-local address, however it is written") {
  auto& balancer = start_balancer({.backends = start_backends(1)});
  api operating(balancer.port());
  http_client client(balancer.port());
  for (const auto* url : {"http://169.254.169.254", "http://169.254.1.2:8080", "http://[fe80::1]:80",
                          "http://[fd00:ec2::254]", "http://[::ffff:169.254.169.254]:80"}) {
    CAPTURE(url);
    const auto refused = operating.ask("POST", "/pools/main/backends", wanted(url));
    CHECK(refused.status == 403);
    CHECK(refused.value("Content-Type") == "application/problem+json");
    CHECK(json::parse(refused.body)["errors"][0]["field"] == "url");
    CHECK(contains(refused.body, "[admin] allowed-backends"));
    const auto add = client.ask("POST", "/api/add?url=" + escaped(url));
    CHECK(add.status == 403);
    CHECK(contains(add.body, "[admin] allowed-backends"));
  }
  CHECK(operating.get("/backends")["backends"].size() == 1);
}

TEST_CASE_METHOD(fixture,
                 "with allowed-backends one that is added must be in these networks, by any of its addresses") {
  daemon_setup setup{.backends = start_backends(1), .settings = {{"admin.allowed-backends", R"(["127.0.0.2/31"])"}}};
  auto& balancer = start_balancer(setup);
  api operating(balancer.port());
  const auto add = [&](const std::string& url) {
    return operating.ask("POST", "/pools/main/backends", wanted(url)).status;
  };
  CHECK(add("http://127.0.0.1:1") == 403);
  CHECK(add("http://localhost:1") == 403);
  CHECK(add("http://0.0.0.0:1") == 403);
  CHECK(add("http://127.0.0.2:1") == 201);
  CHECK(operating.has_healthy(1)); // the file's, which may be anywhere

  setup.settings["admin.allowed-backends"] = R"(["127.0.0.1"])";
  balancer.reload(setup);
  CHECK(add("http://127.0.0.1:1") == 201);
  CHECK(add("http://127.0.0.3:1") == 403);
}

TEST_CASE_METHOD(fixture, "a backend of the file may be where none can be added") {
  const auto pool = start_backends(1);
  auto& balancer = start_balancer({.backends = pool, .settings = {{"admin.allowed-backends", R"(["10.0.0.0/8"])"}}});
  http_client client(balancer.port());
  CHECK(answered_by(client.get("/").body) == pool.front().url);
  // It is known from the file, so it is told that it is there.
  CHECK(api(balancer.port()).ask("POST", "/pools/main/backends", wanted(pool.front().url)).status == 409);
}
