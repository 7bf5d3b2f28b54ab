#include "tests/support/config/bad_files.hpp"
#include "tests/support/e2e/configured.hpp"
#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/programs.hpp"

#include <catch2/catch.hpp>

#include <csignal>
#include <list>
#include <vector>

using namespace loadex::tests::e2e;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;
using nlohmann::json;

namespace {

/// Who answers each of so many URLs.
std::vector<std::string> owners(std::uint16_t port, int urls) {
  http_client client(port);
  std::vector<std::string> all;
  all.reserve(static_cast<std::size_t>(urls));
  for (int i = 0; i < urls; ++i)
    all.push_back(answered_by(client.get("/" + std::to_string(i) + "/page").body));
  return all;
}

const std::string members = "/pools/main/backends";

} // namespace

TEST_CASE_METHOD(fixture, "a plan says who joins, leaves and changes, changes nothing, and a reload does just that") {
  const auto pool = start_backends(4);
  daemon_setup setup{.backends = {pool[0], pool[1], pool[2]}};
  auto& balancer = start_balancer(setup);
  api operating(balancer.port());
  const configured by(balancer.port());
  CHECK(operating.ask("PATCH", members + "/2", R"({"weight": 4})").status == 200);
  const auto before = by.tag();

  setup.backends = {pool[0], {pool[1].url, 3}, pool[3]};
  setup.algorithm = "wrr";
  setup.workers = 1;
  setup.settings["health.rise"] = "2";
  setup.settings["global.address"] = R"(["127.0.0.1", "127.0.0.2"])";
  const auto text = configuration(setup);
  const auto answer = by.plan(text);
  CHECK(answer.status == 200);
  CHECK(json::parse(answer.body) ==
        json{{"changed", {"address", "algo", "backends", "health.rise"}},
             {"wait_for_restart", {"workers"}},
             {"pools",
              {{{"name", "main"},
                {"change", "changed"},
                {"joins", {{{"url", pool[3].url}, {"weight", 1}}}},
                {"leaves", {{{"url", pool[2].url}}}},
                {"changes", {{{"url", pool[1].url}, {"before", {{"weight", 4}}}, {"after", {{"weight", 3}}}}}},
                {"algorithm", {{"before", "roundrobin"}, {"after", "weightedroundrobin"}}},
                {"keys_moved", nullptr}}}},
             {"listeners", {{{"name", "main"}, {"change", "changed"}}}}});
  CHECK(by.tag() == before);
  CHECK(by.reload_state()["last"] == nullptr);

  by.write(text);
  const auto reloaded = json::parse(by.reload().body);
  CHECK(reloaded["changed"] == json::parse(answer.body)["changed"]);
  CHECK(reloaded["wait_for_restart"] == json{"workers"});
  const auto then = json::parse(by.plan(text).body);
  CHECK(then["changed"].empty());
  CHECK(then["pools"][0]["change"] == "unchanged");
  CHECK(then["listeners"][0]["change"] == "unchanged");
  CHECK(eventually([&] { return operating.get(members)["backends"].size() == 3; }));
}

TEST_CASE_METHOD(fixture, "a plan tells pools and listeners that come and go") {
  const auto pool = start_backends(2);
  const auto web = "[listeners]\nweb={port=0, address=[\"127.0.0.1\"], admin=true, pool=\"a\"}\n";
  auto& balancer = start_balancer_by(std::string(web) + "[pools]\na={backends=[\"" + pool[0].url + "\"]}\n");
  const configured by(balancer.port());
  const auto told = json::parse(by.plan("[listeners]\nnew={port=0, address=[\"127.0.0.1\"], pool=\"b\"}\n"
                                        "[pools]\nb={backends=[{url=\"" +
                                        pool[1].url + "\", weight=2}], algo=\"urlhash\"}\n")
                                    .body);
  CHECK(told["pools"] == json{{{"name", "b"},
                               {"change", "added"},
                               {"joins", {{{"url", pool[1].url}, {"weight", 2}}}},
                               {"leaves", json::array()},
                               {"changes", json::array()},
                               {"algorithm", {{"after", "urlhash"}}},
                               {"keys_moved", nullptr}},
                              {{"name", "a"},
                               {"change", "removed"},
                               {"joins", json::array()},
                               {"leaves", {{{"url", pool[0].url}}}},
                               {"changes", json::array()},
                               {"algorithm", {{"before", "roundrobin"}}},
                               {"keys_moved", nullptr}}});
  CHECK(told["listeners"] == json{{{"name", "new"}, {"change", "added"}}, {{"name", "web"}, {"change", "removed"}}});
  CHECK(told["changed"] == json{"listeners.new", "listeners.web", "pools.b", "pools.a"});
}

TEST_CASE_METHOD(fixture, "a plan says which share of the keys moves, and so many do when it is reloaded") {
  const auto pool = start_backends(4);
  daemon_setup setup{.backends = {pool[0], pool[1], pool[2]}, .algorithm = "urlhash", .workers = 1};
  auto& balancer = start_balancer(setup);
  api operating(balancer.port());
  const configured by(balancer.port());
  REQUIRE(eventually([&] { return operating.has_healthy(3); }));
  constexpr int urls = 2'000;
  const auto before = owners(balancer.port(), urls);

  setup.backends = {pool[0], {pool[1].url, 3}, pool[3]};
  const auto text = configuration(setup);
  const auto told = json::parse(by.plan(text).body)["pools"][0]["keys_moved"].get<double>();
  by.write(text);
  REQUIRE(by.reload().status == 200);
  REQUIRE(eventually([&] { return operating.has_healthy(3) && operating.get(members)["backends"].size() == 3; }));

  const auto after = owners(balancer.port(), urls);
  int moved = 0;
  for (int i = 0; i < urls; ++i)
    moved += before[i] != after[i] ? 1 : 0;
  CHECK(told == Approx(double(moved) / urls).margin(0.05));
  CHECK(told > 0.3);
  CHECK(json::parse(by.plan(text).body)["pools"][0]["keys_moved"] == 0.0);
}

TEST_CASE_METHOD(fixture, "a text that a reload would refuse is, with every mistake and its line") {
  auto& balancer = start_balancer({.backends = start_backends(1)});
  const configured by(balancer.port());
  const auto before = by.tag();
  const auto told = by.plan("port=1\n[health]\nrise=0\nfall=0 ; too\n[proxy]\nattemps=2\n");
  CHECK(told.status == 422);
  CHECK(told.value("Content-Type") == "application/problem+json");
  const auto errors = json::parse(told.body)["errors"];
  REQUIRE(errors.size() == 4);
  CHECK(errors[0] == json{{"field", "line 3"}, {"detail", "health.rise: 0 is out of range: 1 to 1000"}});
  CHECK(errors[1] == json{{"field", "line 4"}, {"detail", "health.fall: 0 is out of range: 1 to 1000"}});
  CHECK(errors[2]["field"] == "line 6");
  CHECK(errors[3]["field"] == "backends");
  const auto broken = json::parse(by.plan("port=80 x\n").body)["errors"][0];
  CHECK(broken["field"] == "line 1, column 10");
  CHECK_THAT(broken["detail"].get<std::string>(), StartsWith("the line ends too early"));

  for (const auto& file : loadex::tests::bad_files()) {
    CAPTURE(file.what);
    const auto answer = by.plan(std::string(file.text));
    CHECK(answer.status == 422);
    if (!file.text.empty())
      CHECK(json::parse(answer.body)["errors"].size() >= file.problems.size());
  }
  CHECK(by.tag() == before);
  CHECK(by.reload_state()["refused"] == 0);
}

TEST_CASE_METHOD(fixture, "what is no text that can be a configuration is refused, and what is too long") {
  auto& balancer = start_balancer({.backends = start_backends(1)});
  const configured by(balancer.port());
  const auto good = by.text();
  CHECK(by.plan(good).status == 200);
  CHECK_THAT(by.plan(good + std::string(1, '\0')).body, Contains("holds a zero byte"));
  for (const auto* bytes : {"\x80", "\xc3", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x28\xa1"}) {
    const auto answer = by.plan(good + "; " + bytes + "\n");
    CHECK(answer.status == 422);
    CHECK_THAT(answer.body, Contains("is not UTF-8"));
  }
  CHECK(by.plan(good + "; d\xc3\xa9j\xc3\xa0 \xf0\x9f\x9a\xa6\n").status == 200);
  CHECK(by.ask("POST", "/config/plan", {{"Content-Type", "text/plain"}, {"Content-Length", "0"}}).status == 422);
  CHECK(by.ask("POST", "/config/plan", {{"Content-Type", "application/json"}}, good).status == 415);
  CHECK(by.ask("POST", "/config/plan", {}, good).status == 415);
  http_client bare(balancer.port());
  bare.stream().send("POST /loadex/v1/config/plan HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n\r\n");
  CHECK(bare.read_response().status == 411);
  CHECK(by.ask("GET", "/config/plan").status == 405);
  const std::string line = ";" + std::string(1023, ' ') + "\n";
  const auto long_text = [&](std::size_t size) {
    auto text = good;
    while (text.size() + line.size() < size)
      text += line;
    return text;
  };
  CHECK(by.plan(long_text(1 << 20)).status == 200);
  CHECK(by.plan(std::string((1 << 20) + 1, ' ')).status == 413);
}

TEST_CASE_METHOD(fixture, "only a few large bodies are taken at a time") {
  auto& balancer = start_balancer({.backends = start_backends(1), .workers = 1});
  const configured by(balancer.port());
  const auto text = by.text();
  const auto head =
      "POST /loadex/v1/config/plan HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: " +
      std::to_string(text.size()) + "\r\n\r\n";
  std::list<http_client> slow;
  for (int i = 0; i < 4; ++i)
    slow.emplace_back(balancer.port()).stream().send(head);
  CHECK(eventually([&] { return by.plan(text).status == 503; }));
  const auto refused = by.plan(text);
  CHECK(refused.value("Retry-After") == "1");
  CHECK(refused.value("Content-Type") == "application/problem+json");
  CHECK(by.get().status == 200);
  for (auto& client : slow) {
    client.stream().send(text);
    CHECK(client.read_response().status == 200);
  }
  CHECK(by.plan(text).status == 200);
}

TEST_CASE_METHOD(fixture,
                 "without a file there is a configuration to see and to plan from, and options have the last word") {
  const auto backend = start_backend().url();
  child_process balancer({loadbalancer_program, "-port", "0", "-backends", backend, "-algo", "first"});
  const auto port = json::parse(balancer.await_line(R"("msg":"ready")")).at("port").get<std::uint16_t>();
  const configured by(port);
  CHECK_THAT(by.text(), Contains("{url=\"" + backend + "\", weight=1}"));
  CHECK(by.reload_state()["file"] == nullptr);
  const auto told = json::parse(by.plan("algo=\"random\"\n[health]\nrise=2\n").body);
  CHECK(told["changed"] == json{"health.rise"});
  CHECK(told["pools"][0]["algorithm"]["after"] == "first");
  for (const auto& answer : {by.reload(), by.save("*")}) {
    CHECK(answer.status == 409);
    CHECK_THAT(answer.body, Contains("no configuration file"));
  }
  balancer.signal(SIGTERM);
  CHECK(balancer.wait() == 0);
}
