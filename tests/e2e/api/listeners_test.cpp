#include "tests/support/e2e/api.hpp"
#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/fixture.hpp"

#include <catch2/catch.hpp>

#include <memory>
#include <vector>

using namespace loadex::tests::e2e;
using nlohmann::json;

namespace {

/// Two listeners; `routes` are those of the first, whose other requests are answered with 404.
std::string two_listeners(const std::string& backend, const std::string& routes) {
  return "[listeners]\nsite={port=0, address=[\"127.0.0.1\"], admin=true, routes=[" + routes +
         "]}\nother={port=0, address=[\"127.0.0.1\"], pool=\"web\", "
         "proxy-protocol-from=[\"10.0.0.0/8\"]}\n[pools]\nweb={backends=[\"" +
         backend + "\"]}\n";
}

const std::string shop = R"({name="shop", path="/shop", pool="web"})";
const std::string posts = R"({path="/shop", methods=["POST"], headers={X-Test="1"}, pool="web"})";
const std::string old = R"({path-exact="/old", redirect="/shop", status=301})";

/// Of each route of the first listener.
std::vector<int> hits(api& operating) {
  std::vector<int> all;
  const auto told = operating.get("/routes");
  for (const auto& route : told["routes"])
    if (route["listener"] == "site")
      all.push_back(route["hits"]);
  return all;
}

} // namespace

TEST_CASE_METHOD(fixture, "the API tells each route, what it takes and what becomes of it, and its hits") {
  const auto url = start_backend().url();
  auto& balancer = start_balancer_by(two_listeners(url, shop + "," + posts + "," + old));
  api operating(balancer.port());
  REQUIRE(eventually([&] { return operating.has_healthy(1); }));
  http_client client(balancer.port());
  for (int i = 0; i < 3; ++i)
    CHECK(client.get("/shop/1").status == 200);
  CHECK(client.ask("POST", "/shop", {{"X-Test", "1"}}).status == 200);
  CHECK(client.get("/old").status == 301);
  for (int i = 0; i < 2; ++i)
    CHECK(http_client(balancer.port()).get("/nowhere").status == 404);

  const auto told = operating.get("/routes")["routes"];
  REQUIRE(told.size() == 5);
  CHECK(told[0] == json{{"listener", "site"},
                        {"place", 1},
                        {"name", "shop"},
                        {"host", ""},
                        {"path", "/shop"},
                        {"path_exact", false},
                        {"methods", json::array()},
                        {"client_verified", false},
                        {"headers", json::object()},
                        {"pool", "web"},
                        {"hits", 3}});
  CHECK(told[1]["place"] == 2);
  CHECK(told[1]["methods"] == json{"POST"});
  CHECK(told[1]["headers"] == json{{"X-Test", "1"}});
  CHECK(told[2]["path_exact"] == true);
  CHECK(told[2]["redirect"] == "/shop");
  CHECK(told[2]["status"] == 301);
  CHECK(told[3]["place"].is_null());
  CHECK(told[3]["status"] == 404);
  CHECK(told[4]["listener"] == "other");
  CHECK(told[4]["pool"] == "web");
  CHECK(hits(operating) == std::vector{3, 1, 1, 2});
}

TEST_CASE_METHOD(fixture, "a route goes on counting across a reload, wherever it stands then") {
  const auto url = start_backend().url();
  auto& balancer = start_balancer_by(two_listeners(url, shop + "," + old));
  api operating(balancer.port());
  REQUIRE(eventually([&] { return operating.has_healthy(1); }));
  http_client client(balancer.port());
  CHECK(client.get("/shop").status == 200);
  CHECK(http_client(balancer.port()).get("/nowhere").status == 404);
  balancer.reload(two_listeners(url, old + "," + posts + "," + shop));
  CHECK(hits(operating) == std::vector{0, 0, 1, 1});
  CHECK(eventually([&] {
    client.get("/shop");
    return hits(operating)[2] > 1;
  }));
}

TEST_CASE_METHOD(fixture, "the API tells each listener, its requests and the connections that are open") {
  const bool one = GENERATE(false, true); // of each kind at a time
  const auto url = start_backend().url();
  auto& balancer = start_balancer_by(two_listeners(url, shop));
  api operating(balancer.port());
  const auto told = [&] { return operating.get("/listeners")["listeners"]; };
  const auto address = "127.0.0.1:" + std::to_string(balancer.port());
  auto now = told();
  REQUIRE(now.size() == 2);
  CHECK(now[0] == json{{"name", "site"},
                       {"addresses", {address}},
                       {"admin", true},
                       {"proxy_protocol_from", json::array()},
                       {"certificates", json::array()},
                       {"routes", 1},
                       {"requests", now[0]["requests"]},
                       {"connections", 1}});
  CHECK(now[1]["proxy_protocol_from"] == json{"10.0.0.0/8"});
  CHECK(now[1]["connections"] == 0);
  CHECK(told()[0]["requests"] == now[0]["requests"].get<int>() + 1);

  std::vector<std::unique_ptr<http_client>> clients;
  for (int i = 0; i < (one ? 1 : 20); ++i) {
    clients.push_back(std::make_unique<http_client>(balancer.port_of("other")));
    clients.back()->get("/");
  }
  CHECK(told()[1]["connections"] == clients.size());
  CHECK(told()[1]["requests"] == clients.size());
  clients.clear();
  CHECK(eventually([&] { return told()[1]["connections"] == 0; }));
  CHECK(told()[0]["connections"] == 1);
}
