#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/loadex_command.hpp"
#include "tests/support/e2e/programs.hpp"
#include "tests/support/e2e/reserved_port.hpp"

#include <catch2/catch.hpp>

#include <csignal>
#include <sstream>

using namespace loadex::tests::e2e;

namespace {

/// The commands that a help lists.
std::vector<std::string> subcommands_in(const std::string& help) {
  std::istringstream lines(help);
  std::string line;
  while (std::getline(lines, line) && line != "Subcommands:") {
  }
  std::vector<std::string> names;
  for (std::string name; std::getline(lines, line) && std::istringstream(line) >> name;)
    names.push_back(name);
  return names;
}

} // namespace

TEST_CASE_METHOD(fixture, "loadex health shows which backends are healthy and which are dead") {
  auto& balancer = start_balancer({.backends = start_backends(2)});
  auto& dead = backends().front();
  dead.kill();
  REQUIRE(eventually([&] { return !balancer.is_healthy(dead.url()); }));

  const auto shown = run_loadex({"health", "-u", balancer.url()});
  CHECK(shown.code == 0);
  CHECK(contains(shown.output, dead.url() + "  Dead\n"));
  CHECK(contains(shown.output, backends().back().url() + "  Healthy\n"));

  const auto json = run_loadex({"health", "--output", "json"}, {"LOADEX_URL=" + balancer.url()});
  CHECK(json.code == 0);
  CHECK(nlohmann::json::parse(json.output) == nlohmann::json{{dead.url(), false}, {backends().back().url(), true}});
}

TEST_CASE_METHOD(fixture, "loadex make-request sends that many requests and shows where each went") {
  auto& balancer = start_balancer({.backends = start_backends(2), .workers = 1});

  for (const auto* count : {"-c", "--c", "--count"}) {
    INFO(count);
    const auto sent = run_loadex({"make-request", count, "100", "-j", "4", "-o", "json", "-u", balancer.url()});
    CHECK(sent.code == 0);
    const auto report = nlohmann::json::parse(sent.output);
    CHECK(report.at("succeeded") == 100);
    CHECK(report.at("failed") == 0);
    for (const auto& backend : backends())
      CHECK(report.at("backends").at(backend.url()) == 50);
  }
  const auto table = run_loadex({"make-request", "-c", "10", "-u", balancer.url()});
  CHECK(table.code == 0);
  CHECK(contains(table.output, backends().front().url()));
  CHECK(contains(table.output, "succeeded  10\n"));
}

TEST_CASE_METHOD(fixture, "loadex make-request exits 1 when a request fails") {
  auto& backend = start_backend({"--status", "500"});
  auto& balancer = start_balancer({.backends = {backend.url()}});

  const auto sent = run_loadex({"make-request", "-c", "5", "-u", balancer.url()});

  CHECK(sent.code == 1);
  CHECK(contains(sent.output, "500"));
}

TEST_CASE_METHOD(fixture, "loadex make-request that is interrupted stops early and reports what there was") {
  auto& balancer = start_balancer({.backends = {start_backend({"--delay", "5ms"}).url()}});
  const auto answered = [&] { return balancer.metrics().sum("golb_requests_total"); };
  child_process sender({loadex_program, "make-request", "-c", "1000000", "-o", "json", "-u", balancer.url()});
  REQUIRE(eventually([&] { return answered() > 2; }));

  sender.signal(SIGINT);

  CHECK(sender.wait() == 1);
  CHECK(nlohmann::json::parse(sender.output()).at("succeeded") > 0);
  CHECK(contains(sender.errors(), " of 1000000 requests"));
}

TEST_CASE_METHOD(fixture, "loadex add-server adds a backend to the running pool") {
  auto& balancer = start_balancer({.backends = start_backends(1)});
  auto& newcomer = start_backend();

  const auto added = run_loadex({"add-server", "--target", newcomer.url(), "--admin-url", balancer.url()});
  CHECK(added.code == 0);
  CHECK(added.output == "Added " + newcomer.url() + " to the pool\n");
  CHECK(eventually([&] { return balancer.is_healthy(newcomer.url()); }));

  const auto refused = run_loadex({"add-server", "-t", "ftp://localhost:1", "-u", balancer.url()});
  CHECK(refused.code == 1);
  CHECK(refused.output.empty());
  CHECK(contains(refused.errors, "400"));
}

TEST_CASE("loadex says so and exits 1 when the daemon is not there") {
  const reserved_port nobody;
  const auto url = "http://127.0.0.1:" + std::to_string(nobody.number());

  for (const std::vector<std::string>& command : {std::vector<std::string>{"health", "-u", url},
                                                  {"make-request", "-c", "5", "-u", url},
                                                  {"add-server", "-t", "http://localhost:8006", "-u", url},
                                                  {"pools", "-u", url},
                                                  {"backends", "-u", url},
                                                  {"remove-server", "1", "-u", url},
                                                  {"drain", "1", "--wait", "-u", url},
                                                  {"enable", "1", "-u", url},
                                                  {"disable", "1", "-u", url},
                                                  {"weight", "1", "2", "-u", url},
                                                  {"algo", "first", "-u", url},
                                                  {"probe", "1", "-u", url},
                                                  {"top", "-u", url},
                                                  {"stats", "-u", url},
                                                  {"events", "-u", url},
                                                  {"events", "--follow", "-u", url},
                                                  {"explain", "-u", url},
                                                  {"routes", "-u", url},
                                                  {"listeners", "-u", url},
                                                  {"plan", "/dev/null", "-u", url},
                                                  {"config", "check", "/dev/null", "-u", url},
                                                  {"config", "show", "-u", url},
                                                  {"config", "save", "-u", url},
                                                  {"reload", "-u", url},
                                                  {"healthcheck", "-u", url}}) {
    INFO(command.front());
    const auto result = run_loadex(command);
    CHECK(result.code == 1);
    CHECK(contains(result.errors, url));
    CHECK(contains(result.errors, "Is the load balancer running?"));
  }
}

TEST_CASE("loadex exits 1 when stdout does not take its data") {
  child_process full({"/bin/sh", "-c", std::string(loadex_program) + " version -u http://127.0.0.1:1 >/dev/full"});
  CHECK(full.wait() == 1);
  CHECK(contains(full.errors(), "stdout"));
}

TEST_CASE("loadex exits 2 on a wrong command line") {
  CHECK(run_loadex({"no-such-command"}).code == 2);
  CHECK(run_loadex({"make-request", "-c", "none"}).code == 2);
  CHECK(run_loadex({"add-server"}).code == 2);
  CHECK(run_loadex({"drain"}).code == 2);
  CHECK(run_loadex({"drain", "1", "--deadline", "30"}).code == 2);
  CHECK(run_loadex({"weight", "1", "heavy"}).code == 2);
  const auto neither = run_loadex({"enable", "localhost"});
  CHECK(neither.code == 2);
  CHECK(contains(neither.errors, "'localhost' is neither the id of a backend nor its URL"));
}

TEST_CASE("loadex names the nearest command or option to one that there is not") {
  const auto slip = run_loadex({"helth", "-u", "http://localhost:8080"});
  CHECK(slip.code == 2);
  CHECK(slip.output.empty());
  CHECK(slip.errors == "loadex: there is no command 'helth'; did you mean health?\nTry: loadex --help\n");
  CHECK(run_loadex({"xyzzy"}).errors == "loadex: there is no command 'xyzzy'\nTry: loadex --help\n");
  CHECK(contains(run_loadex({"health", "drain"}).errors, "not expected: drain"));
  CHECK(contains(run_loadex({"config", "shw"}).errors, "there is no command 'shw'; did you mean show?"));
  CHECK(contains(run_loadex({"--helth"}).errors, "there is no option '--helth'; did you mean --help?"));
  CHECK(contains(run_loadex({"drain", "1", "--wiat"}).errors,
                 "there is no option '--wiat'; did you mean --wait?\nTry: loadex drain --help\n"));
}

TEST_CASE("the help of every command of loadex has an example of it") {
  std::vector<std::vector<std::string>> commands{{}};
  for (std::size_t i = 0; i < commands.size(); ++i) {
    auto asked = commands[i];
    asked.emplace_back("--help");
    const auto help = run_loadex(asked);
    std::string command;
    for (const auto& word : commands[i])
      command += " " + word;
    INFO(command);
    CHECK(help.code == 0);
    const auto example = "\n  loadex" + command;
    CHECK((contains(help.output, example + " ") || contains(help.output, example + "\n")));
    for (const auto& one : subcommands_in(help.output)) {
      commands.push_back(commands[i]);
      commands.back().push_back(one);
    }
  }
  CHECK(commands.size() >= 28);
}

TEST_CASE_METHOD(fixture, "loadex healthcheck exits 0 on a ready balancer") {
  auto& balancer = start_balancer({.backends = start_backends(1)});

  CHECK(run_loadex({"healthcheck", "-u", balancer.url()}).code == 0);
}
