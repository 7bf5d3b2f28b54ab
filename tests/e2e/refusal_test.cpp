#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/http_client.hpp"

#include <catch2/catch.hpp>

using namespace loadex::tests::e2e;

TEST_CASE_METHOD(fixture, "with every backend down the answer is 502 at once, in the form that the client accepts") {
  auto& balancer = start_balancer({.backends = start_backends(2)});
  for (auto& backend : backends())
    backend.kill();
  REQUIRE(eventually([&] { return balancer.metrics().sum("golb_backend_up") == 0; }));

  http_client client(balancer.port());
  const auto problem = client.get("/");
  CHECK(problem.status == 502);
  CHECK(problem.value("Content-Type") == "application/problem+json");
  const auto body = nlohmann::json::parse(problem.body);
  CHECK(body.at("status") == 502);
  CHECK(body.at("reason") == "no_backend");
  CHECK_FALSE(body.at("detail").get<std::string>().empty());
  CHECK(problem.value("Proxy-Status").starts_with("loadex; error="));
  CHECK(problem.value("Proxy-Status").find("no_backend") != std::string::npos);

  const auto text = client.get("/", {{"Accept", "text/html, text/plain"}});
  CHECK(text.status == 502);
  CHECK(text.value("Content-Type").starts_with("text/plain"));
  CHECK(text.body.find("no_backend") != std::string::npos);

  CHECK(client.ask("HEAD", "/").status == 502);
  CHECK(client.ask("POST", "/", {}, "data").status == 502); // the connection is still in step
  CHECK(eventually([&] {
    return balancer.metrics().sum("golb_requests_total", {label("status", "502"), label("backend", "")}) == 4;
  }));
}

TEST_CASE_METHOD(fixture, "no-backend-status makes it 503") {
  auto& backend = start_backend();
  auto& balancer = start_balancer({.backends = {backend.url()}, .settings = {{"proxy.no-backend-status", "503"}}});
  backend.kill();
  REQUIRE(eventually([&] { return !balancer.is_healthy(backend.url()); }));

  CHECK(http_client(balancer.port()).get("/").status == 503);
}

TEST_CASE_METHOD(fixture, "a balancer whose backends are all down at its start runs, and recovers when one comes") {
  auto& backend = start_backend();
  backend.kill();
  auto& balancer = start_balancer({.backends = {backend.url()}});
  CHECK(http_client(balancer.port()).get("/").status == 502);

  backend.restart();
  REQUIRE(eventually([&] { return balancer.is_healthy(backend.url()); }));
  CHECK(http_client(balancer.port()).get("/").status == 200);
}
