#include "tests/support/e2e/api.hpp"
#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/loadex_command.hpp"
#include "tests/support/e2e/programs.hpp"
#include "tests/support/e2e/terminal_process.hpp"

#include <catch2/catch.hpp>

#include <csignal>

using namespace loadex::tests::e2e;
using nlohmann::json;

namespace {

struct two_backends : fixture {
  daemon_process& balancer = start_balancer({.backends = start_backends(2)});
  api operating{balancer.port()};
  const std::vector<std::string> here{"LOADEX_URL=" + balancer.url()};

  two_backends() {
    REQUIRE(eventually([&] { return operating.has_healthy(2); }));
  }

  outcome run(std::vector<std::string> arguments) { return run_loadex(std::move(arguments), here); }
  json as_json(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"-o", "json"});
    return json::parse(run(std::move(arguments)).output);
  }
};

} // namespace

TEST_CASE_METHOD(two_backends, "loadex stats and loadex top show the traffic that there was") {
  CHECK(run({"make-request", "-c", "30"}).code == 0);
  CHECK(eventually([&] { return contains(run({"stats"}).output, "30 requests in "); }));
  const auto table = run({"stats"});
  CHECK(table.code == 0);
  CHECK(contains(table.output, ", 0 failed\n"));
  CHECK(contains(table.output, "main   1  " + backends().front().url() + "  healthy        15       0"));
  CHECK(contains(run({"top"}).output, "30 requests in "));
  const auto said = as_json({"stats", "--seconds", "5", "--pool", "main"});
  CHECK(said["requests"].size() <= 5);
  CHECK(said["backends"].size() == 2);
  CHECK(run({"stats", "--pool", "apt"}).code == 1);
  CHECK(run({"stats", "--seconds", "901"}).code == 2);
}

TEST_CASE_METHOD(two_backends, "loadex events tells what was changed, and goes on with what is being changed") {
  CHECK(run({"weight", "1", "3"}).code == 0);
  const auto shown = run({"events"});
  CHECK(shown.code == 0);
  CHECK(contains(shown.output, "weight changed: main " + backends().front().url() + " (1), 1 → 3; by "));
  CHECK(as_json({"events"}) == operating.get("/events"));
  CHECK(as_json({"events", "--since", "1h"})["events"] == operating.get("/events")["events"]);
  const auto latest = operating.get("/events")["latest"].get<std::uint64_t>();
  CHECK(run({"events", "--since", std::to_string(latest)}).output.empty());

  child_process following({loadex_program, "events", "--follow", "--since", std::to_string(latest)}, here);
  CHECK(run({"weight", "1", "4"}).code == 0);
  CHECK(eventually([&] { return contains(following.output(), ", 3 → 4; by "); }));
  CHECK(following.output().starts_with(std::to_string(latest + 1) + "  "));
}

TEST_CASE_METHOD(two_backends, "events are coloured on a terminal, unless NO_COLOR is set") {
  CHECK(run({"disable", "1"}).code == 0);
  CHECK(run({"enable", "1"}).code == 0);
  auto plain = here;
  plain.emplace_back("NO_COLOR=1");
  terminal_process coloured({loadex_program, "events"}, here, 200);
  CHECK(coloured.wait() == 0);
  CHECK(contains(coloured.output(), "\x1b[32mbackend enabled\x1b[0m: main "));
  terminal_process without({loadex_program, "events"}, plain, 200);
  CHECK(without.wait() == 0);
  CHECK(contains(without.output(), "backend enabled: main "));
  CHECK_FALSE(contains(without.output(), "\x1b"));
}

TEST_CASE_METHOD(two_backends, "loadex explain says who would be chosen, and why nobody else") {
  CHECK(run({"disable", "1"}).code == 0);
  const auto told = run({"explain", "--path", "/a?b=c", "--client", "192.0.2.7", "--method", "POST", "--host",
                         "example.org", "--header", "X-A: 1", "--cookie", "a=b"});
  CHECK(told.code == 0);
  CHECK(contains(told.output, "main, roundrobin: " + backends().back().url()));
  CHECK(contains(told.output, " 1  " + backends().front().url() + "  disabled  unavailable  "));
  CHECK(as_json({"explain"})["chosen"] == 2);
  const auto wrong = run({"explain", "--client", "nobody"});
  CHECK(wrong.code == 1);
  CHECK(contains(wrong.errors, "client: "));
  CHECK(run({"explain", "--header", "X-A"}).code == 2);
  CHECK(run({"explain", "--cookie", "a"}).code == 2);
}

TEST_CASE_METHOD(fixture, "loadex routes and loadex listeners show what is in force, and what it has taken") {
  const auto url = start_backend().url();
  auto& balancer = start_balancer_by("[listeners]\nsite={port=0, address=[\"127.0.0.1\"], pool=\"web\", admin=true, "
                                     "routes=[{name=\"old\", path=\"/old\", redirect=\"/new\"}]}\n"
                                     "[pools]\nweb={backends=[\"" +
                                     url + "\"]}\n");
  CHECK(run_loadex({"make-request", "-c", "3", "--path", "/old/x", "-u", balancer.url()}).code == 0);
  const auto routes = run_loadex({"routes", "-u", balancer.url()});
  CHECK(routes.code == 0);
  CHECK(contains(routes.output, "site          1  old   /old/*               redirect /new"));
  CHECK(contains(routes.output, "site          -        what no route takes  pool web"));
  const auto said = json::parse(run_loadex({"routes", "-o", "json", "-u", balancer.url()}).output);
  CHECK(said["routes"][0]["hits"] == 3);

  const auto listeners = run_loadex({"listeners", "-u", balancer.url()});
  CHECK(listeners.code == 0);
  CHECK(contains(listeners.output, "site      127.0.0.1:" + std::to_string(balancer.port()) + "  yes         1"));
}

TEST_CASE_METHOD(fixture, "loadex explain finds the pool that takes a request, unless listeners send it to several") {
  const auto pool = [this] { return "{backends=[\"" + start_backend().url() + "\"]}\n"; };
  const auto listener = [](const std::string& more) {
    return "{port=0, address=[\"127.0.0.1\"], pool=\"web\", admin=true" + more + "}\n";
  };
  auto& balancer = start_balancer_by("[listeners]\nsite=" + listener(", routes=[{path=\"/v1\", pool=\"api\"}]") +
                                     "inside=" + listener(", routes=[{path=\"/v1/x\", pool=\"api\"}]") +
                                     "[pools]\nweb=" + pool() + "api=" + pool());
  const auto explained = [&](const std::string& path) {
    return run_loadex(
        {"explain", "--path", path, "-u", "http://127.0.0.1:" + std::to_string(balancer.port_of("site"))});
  };
  CHECK(contains(explained("/v1/x/y").output, "\napi, roundrobin: "));
  CHECK(contains(explained("/v2").output, "\nweb, roundrobin: "));
  const auto both = explained("/v1");
  CHECK(both.code == 1);
  CHECK(contains(both.errors, "--pool"));
  CHECK(contains(both.errors, "listener site: route 1, pool api"));
  CHECK(contains(both.errors, "listener inside: pool web"));
}
