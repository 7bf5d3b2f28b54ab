#include "tests/support/e2e/api.hpp"
#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/held_request.hpp"
#include "tests/support/e2e/watched_backend.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace loadex::tests::e2e;
using Catch::Matchers::Contains;
using nlohmann::json;

namespace {

/// The URL of the backend that is chosen.
std::string chosen(const json& told) {
  for (const auto& backend : told["backends"])
    if (backend["id"] == told["chosen"])
      return backend["url"];
  return {};
}

/// A request that differs from others in what an algorithm goes by.
struct keyed {
  std::string query; // how `explain` is told of it
  std::string path = "/";
  header_fields fields{};
  std::string from = "127.0.0.1";
};

keyed nth(const std::string& algorithm, int n) {
  const auto number = std::to_string(n);
  if (algorithm == "iphash")
    return {.query = "client=127.0.1." + number, .from = "127.0.1." + number};
  if (algorithm == "urlhash")
    return {.query = "path=/a/" + number + "%3Fb=" + number, .path = "/a/" + number + "?b=" + number};
  if (algorithm == "headerhash")
    return {.query = "header=X-Key:%20" + number, .fields = {{"X-Key", number}}};
  return {.query = "cookie=session=" + number, .fields = {{"Cookie", "session=" + number}}};
}

} // namespace

TEST_CASE_METHOD(fixture, "where an explanation is certain, the next such request goes where it says") {
  const auto* algorithm = GENERATE("iphash", "urlhash", "headerhash", "cookiehash");
  auto& balancer = start_balancer(
      {.backends = start_backends(3), .algorithm = algorithm, .settings = {{"balancing.hash-header", R"("X-Key")"}}});
  api operating(balancer.port());
  REQUIRE(eventually([&] { return operating.has_healthy(3); }));
  std::set<std::string> all;
  for (int n = 1; n <= 40; ++n) {
    const auto request = nth(algorithm, n);
    CAPTURE(algorithm, request.query);
    const auto told = operating.get("/pools/main/explain?" + request.query);
    CHECK(told["certain"] == true);
    CHECK(told["by_affinity"] == false);
    const auto answer = http_client(balancer.port(), request.from).get(request.path, request.fields);
    CHECK(answered_by(answer.body) == chosen(told));
    all.insert(chosen(told));
  }
  CHECK(all.size() == 3);
}

TEST_CASE_METHOD(fixture, "an explanation knows where a client's cookie keeps it") {
  auto& balancer = start_balancer(
      {.backends = start_backends(3), .algorithm = "random", .settings = {{"balancing.sticky-cookie", R"("lx")"}}});
  api operating(balancer.port());
  REQUIRE(eventually([&] { return operating.has_healthy(3); }));
  CHECK(operating.get("/pools/main/explain")["certain"] == false);
  for (int i = 0; i < 6; ++i) {
    http_client client(balancer.port());
    const auto first = client.get("/");
    const auto cookie = first.value("Set-Cookie").substr(0, first.value("Set-Cookie").find(';'));
    const auto told = operating.get("/pools/main/explain?cookie=" + cookie);
    CHECK(told["certain"] == true);
    CHECK(told["by_affinity"] == true);
    CHECK(chosen(told) == answered_by(first.body));
    CHECK(answered_by(client.get("/", {{"Cookie", cookie}}).body) == chosen(told));
  }
}

TEST_CASE_METHOD(fixture, "an explanation says of each backend why it would not be chosen, with figures") {
  watched_backend busy;
  auto& idle = start_backend();
  auto& off = start_backend();
  auto& balancer = start_balancer({.backends = {busy.url(), idle.url(), off.url()}, .algorithm = "leastconnection"});
  api operating(balancer.port());
  REQUIRE(eventually([&] { return operating.has_healthy(3); }));
  CHECK(operating.ask("POST", "/pools/main/backends/3/disable").status == 200);
  CHECK(operating.ask("POST", "/pools/main/backends/2/disable").status == 200);
  held_request held(balancer, busy);
  CHECK(operating.ask("POST", "/pools/main/backends/2/enable").status == 200);
  REQUIRE(eventually([&] { return operating.get("/pools/main/backends/1")["in_flight"] == 1; }));

  const auto told = operating.get("/pools/main/explain");
  CHECK(told["pool"] == "main");
  CHECK(told["algorithm"] == "leastconnection");
  CHECK(told["chosen"] == 2);
  const auto& backends = told["backends"];
  REQUIRE(backends.size() == 3);
  CHECK(backends[0]["selection"] == "outscored");
  CHECK(backends[0]["why"] == "1 in flight; " + idle.url() + " has 0 in flight");
  CHECK(backends[0]["score"] == 1.0);
  CHECK(backends[1]["selection"] == "chosen");
  CHECK(backends[2]["selection"] == "unavailable");
  CHECK_THAT(backends[2]["why"].get<std::string>(), Contains("disabled since 20"));
  CHECK(backends[2]["state"] == "disabled");
  busy.let_go(1);
  CHECK(held.status() == 200);
}

TEST_CASE_METHOD(fixture, "an explanation says by which listener and route such a request comes to the pool") {
  const auto url = start_backend().url();
  auto& balancer = start_balancer_by(
      "[listeners]\nsite={port=0, address=[\"127.0.0.1\"], admin=true, routes=["
      "{path=\"/shop\", methods=[\"POST\"], pool=\"api\"}, "
      "{name=\"shop\", host=\"shop.example.org\", path=\"/shop\", headers={X-Beta=true}, pool=\"web\"}, "
      "{path=\"/shop\", pool=\"web\"}]}\n"
      "plain={port=0, address=[\"127.0.0.1\"], pool=\"api\"}\n[pools]\nweb={backends=[\"" +
      url + "\"]}\napi={backends=[\"" + url + "\"]}\n");
  api operating(balancer.port());
  const auto taken = [&](const std::string& query) { return operating.get("/pools/web/explain?" + query)["taken_by"]; };
  auto told = taken("host=shop.example.org&path=/shop/1&header=X-Beta:1");
  REQUIRE(told.size() == 2);
  CHECK(told[0] == json{{"listener", "site"},
                        {"route", "shop"},
                        {"pool", "web"},
                        {"why", "host shop.example.org, path /shop and below, header X-Beta"}});
  CHECK(told[1] == json{{"listener", "plain"}, {"route", nullptr}, {"pool", "api"}, {"why", "all that comes there"}});
  told = taken("host=shop.example.org&path=/shop/1");
  CHECK(told[0]["route"] == 3);
  CHECK_THAT(told[0]["why"].get<std::string>(),
             Contains("any host, path /shop and below; route 2 (shop) comes first, but it wants header X-Beta"));
  CHECK(taken("path=/shop&method=POST")[0]["route"] == 1);
  told = taken("path=/other");
  CHECK(told[0]["route"].is_null());
  CHECK_FALSE(told[0].contains("pool"));
  CHECK(told[0]["why"] == "no route takes it: answered with 404");
  CHECK(taken("path=/readyz")[0]["why"] == "an address of Loadex's own");
}

TEST_CASE_METHOD(fixture, "what cannot be explained is refused with the parameter at fault") {
  auto& balancer = start_balancer({.backends = start_backends(1)});
  api operating(balancer.port());
  for (const auto* query :
       {"client=x", "path=a", "header=X", "cookie=x", "header=X%0d%0aY:1", "host=a%0db", "hots=a"}) {
    CAPTURE(query);
    const auto answer = operating.ask("GET", std::string("/pools/main/explain?") + query);
    CHECK(answer.status == 422);
    CHECK(std::string(query).starts_with(json::parse(answer.body)["errors"][0]["field"].get<std::string>()));
  }
  CHECK(operating.ask("GET", "/pools/main/explain?path=/a%20b").status == 422); // no request line has that
  CHECK(operating.ask("GET", "/pools/other/explain").status == 404);
}
