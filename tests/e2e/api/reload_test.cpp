#include "tests/support/e2e/configured.hpp"
#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/gate.hpp"
#include "tests/support/e2e/scripted_backend.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <csignal>
#include <thread>
#include <vector>

using namespace loadex::tests::e2e;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;
using nlohmann::json;

TEST_CASE_METHOD(fixture, "a reload that is asked for is answered when it holds, and is told of afterwards") {
  const auto pool = start_backends(2);
  daemon_setup setup{.backends = {pool[0]}};
  auto& balancer = start_balancer(setup);
  const configured by(balancer.port());
  const auto before = by.reload_state();
  CHECK(before["adopted"] == 0);
  CHECK(before["last"] == nullptr);

  setup.settings["limits.body"] = "\"3B\"";
  setup.workers = 1;
  by.write(configuration(setup));
  const auto answer = by.reload();
  CHECK(answer.status == 200);
  CHECK(http_client(balancer.port()).ask("POST", "/", {}, "four").status == 413);
  const auto told = json::parse(answer.body);
  CHECK(told["changed"] == json{"limits.body"});
  CHECK(told["wait_for_restart"] == json{"workers"});
  CHECK(told["version"] == 2);

  const auto after = by.reload_state();
  CHECK(after["id"] == told["id"]);
  CHECK(after["id"] != before["id"]);
  CHECK(after["adopted"] == 1);
  CHECK(after["refused"] == 0);
  CHECK(after["last"]["result"] == "adopted");
  CHECK(after["last"]["problems"].empty());
  const auto line = balancer.events("configuration reloaded");
  REQUIRE(line.size() == 1);
  CHECK(line[0].at("event").get<int>() > 0);
}

TEST_CASE_METHOD(fixture, "a reload of a bad file is refused with every mistake and its line, and changes nothing") {
  const daemon_setup setup{.backends = start_backends(1)};
  auto& balancer = start_balancer(setup);
  const configured by(balancer.port());
  const auto before = by.tag();
  by.write("port=1\n[health]\nrise=0\n[helth]\n");
  const auto answer = by.reload();
  CHECK(answer.status == 422);
  const auto errors = json::parse(answer.body)["errors"];
  REQUIRE(errors.size() == 3);
  CHECK(errors[0] == json{{"field", "line 3"}, {"detail", "health.rise: 0 is out of range: 1 to 1000"}});
  CHECK(errors[1]["field"] == "line 4");
  CHECK(errors[2]["field"] == "backends");
  CHECK(by.tag() == before);
  const auto state = by.reload_state();
  CHECK(state["refused"] == 1);
  CHECK(state["last"]["result"] == "refused");
  CHECK(state["last"]["problems"].size() == 3);
  std::filesystem::remove(by.file());
  const auto gone = by.reload();
  CHECK(gone.status == 422);
  CHECK_THAT(gone.body, Contains("cannot be read"));
}

TEST_CASE_METHOD(fixture, "a reload may name what it follows, and is refused if something else is in force by then") {
  daemon_setup setup{.backends = start_backends(1)};
  auto& balancer = start_balancer(setup);
  const configured by(balancer.port());
  const auto first = by.tag();
  setup.settings["proxy.via"] = "true";
  by.write(configuration(setup));
  CHECK(by.reload({{"If-Match", "\"another\""}}).status == 412);
  CHECK(by.tag() == first);
  CHECK(by.reload({{"If-Match", first}}).status == 200);
  CHECK(by.tag() != first);
  CHECK(by.reload({{"If-Match", first}}).status == 412);
  CHECK(by.reload({{"If-Match", "*"}}).status == 200);
}

TEST_CASE_METHOD(fixture, "the events say that the configuration was reloaded, refused and saved, and by whom") {
  const daemon_setup setup{.backends = start_backends(1)};
  auto& balancer = start_balancer(setup);
  const configured by(balancer.port());
  CHECK(balancer.reload(setup).at("who") == "SIGHUP");
  CHECK(balancer.reload("[helth]\n").at("who") == "SIGHUP");
  by.write(configuration(setup));
  CHECK(by.save(by.tag()).status == 200);
  const auto numbers = [&](std::string_view kind) { return balancer.events(kind).front().at("event").get<int>(); };
  CHECK(eventually([&] { return !balancer.events("configuration saved").empty(); }));
  CHECK(numbers("configuration refused") == numbers("configuration reloaded") + 1);
  CHECK(numbers("configuration saved") == numbers("configuration refused") + 1);
}

TEST_CASE_METHOD(fixture, "those who ask for a reload together are all answered, and what they wrote before holds") {
  const auto pool = start_backends(2);
  daemon_setup setup{.backends = {pool[0]}};
  auto& balancer = start_balancer(setup);
  const configured by(balancer.port());
  setup.settings["proxy.via"] = "true";
  by.write(configuration(setup));
  std::array<response, 16> answers;
  std::vector<std::thread> askers;
  askers.reserve(answers.size());
  for (auto& answer : answers)
    askers.emplace_back([&] { answer = by.reload(); });
  for (auto& asker : askers)
    asker.join();
  const auto id = by.reload_state()["id"];
  for (const auto& answer : answers) {
    CHECK(answer.status == 200);
    CHECK(json::parse(answer.body)["id"] == id);
  }
  CHECK_THAT(by.text(), Contains("via=true"));
}

TEST_CASE_METHOD(fixture, "a stop while a reload is under way is in order, and who waits for it is answered") {
  gate release;
  const scripted_backend slow(
      [&](conversation& c) {
        release.pass();
        c.answer(200);
      },
      scripted_backend::health_checks::by_script);
  const auto text = [&](const std::string& more) {
    return "[listeners]\nweb={port=0, address=[\"127.0.0.1\"], admin=true, pool=\"a\"}\n[pools]\na={backends=[\"" +
           start_backend().url() + "\"]}\n" + more;
  };
  auto& balancer = start_balancer_by(text(""));
  const configured by(balancer.port());
  by.write(text("b={backends=[\"" + slow.url() + "\"], health={timeout=1min}}\n"));
  http_client waiting(balancer.port());
  waiting.send("POST", "/loadex/v1/reload");
  CHECK(eventually([&] { return slow.requests() > 0; }));
  balancer.process().signal(SIGTERM);
  const auto status = waiting.read_response().status;
  CHECK(status == 200);
  CHECK(balancer.process().wait() == 0);
  release.open();
}
