#include "tests/support/e2e/api.hpp"
#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/loadex_command.hpp"
#include "tests/support/e2e/programs.hpp"
#include "tests/support/e2e/scripted_daemon.hpp"
#include "tests/support/e2e/temp_folder.hpp"

#include <catch2/catch.hpp>

#include <fstream>

using namespace loadex::tests::e2e;
using nlohmann::json;

namespace {

struct configured : fixture {
  daemon_setup setup{.backends = start_backends(2)};
  daemon_process& balancer = start_balancer(setup);
  api operating{balancer.port()};
  const std::vector<std::string> here{"LOADEX_URL=" + balancer.url()};
  temp_folder folder;

  outcome run(std::vector<std::string> arguments) { return run_loadex(std::move(arguments), here); }
  std::string file(const std::string& text) { return folder.write("new.conf", text).string(); }
};

} // namespace

TEST_CASE_METHOD(configured, "loadex plan shows what a file would change, and changes nothing") {
  const auto gone = setup.backends.front().url;
  setup.backends.erase(setup.backends.begin());
  setup.backends.emplace_back("http://localhost:1", 3);
  setup.algorithm = "iphash";
  setup.settings["health.interval"] = "7s";
  const auto before = operating.get("/backends");

  const auto plan = run({"plan", file(configuration(setup))});
  CHECK(plan.code == 0);
  CHECK(plan.output.starts_with("~ pool main\n  ~ algorithm roundrobin → iphash\n"));
  CHECK(contains(plan.output, "  + http://localhost:1  weight 3\n"));
  CHECK(contains(plan.output, "  - " + gone + "\n"));
  CHECK(contains(plan.output, "~ health.interval\n"));
  CHECK_FALSE(contains(plan.output, "\x1b"));
  CHECK(json::parse(run({"plan", file(configuration(setup)), "-o", "json"}).output)["pools"][0]["joins"][0]["weight"] ==
        3);
  child_process piped({"/bin/sh", "-c", std::string(loadex_program) + " plan - <" + file(configuration(setup))}, here);
  CHECK(piped.wait() == 0);
  CHECK(piped.output() == plan.output);
  const auto after = operating.get("/backends");
  CHECK(after["backends"][0]["url"] == before["backends"][0]["url"]);
  CHECK(after["backends"].size() == 2);
}

TEST_CASE_METHOD(configured, "loadex plan and loadex config check tell each problem of a file with its line") {
  CHECK(run({"config", "check", file(configuration(setup))}).output == file(configuration(setup)) + " is in order\n");
  const auto bad = file("[health]\nintervall=3s\n[global]\nalgo=\"fastest\"\n");
  for (const auto& command : {std::vector<std::string>{"plan", bad}, {"config", "check", bad}}) {
    const auto told = run(command);
    CHECK(told.code == 1);
    CHECK(told.output.empty());
    CHECK(contains(told.errors, "\n  line 2: "));
    CHECK(contains(told.errors, "\n  line 4: "));
    CHECK(contains(told.errors, "did you mean interval?"));
  }
  const auto nowhere = run({"plan", "/nowhere.conf"});
  CHECK(nowhere.code == 1);
  CHECK(contains(nowhere.errors, "'/nowhere.conf' cannot be read: No such file"));
  CHECK(run({"plan", "/"}).code == 1);
}

TEST_CASE_METHOD(configured, "loadex config shows what is in force, and saves what was changed while running") {
  CHECK(run({"weight", "1", "5"}).code == 0);
  const auto shown = run({"config", "show"});
  CHECK(shown.code == 0);
  CHECK(shown.output == operating.ask("GET", "/config").body);
  const auto etag = json::parse(run({"config", "show", "-o", "json"}).output)["etag"];
  CHECK(etag == operating.ask("GET", "/config").value("ETag"));

  const auto saved = run({"config", "save", "-o", "json"});
  CHECK(saved.code == 0);
  const auto said = json::parse(saved.output);
  CHECK(contains(read_file(said["file"].get<std::string>()), "weight=5"));
  CHECK(contains(run({"config", "save"}).output, said["file"].get<std::string>() + ": "));
}

TEST_CASE_METHOD(configured, "loadex reload has the file read again, and says what it found") {
  const auto state = json::parse(run({"reload", "--status", "-o", "json"}).output);
  CHECK(state == operating.get("/reload"));
  const std::string path = state["file"];
  CHECK(contains(run({"reload"}).output, " is in force: nothing has changed\n"));

  setup.settings["health.interval"] = "200ms";
  std::ofstream(path) << configuration(setup);
  CHECK(contains(run({"reload"}).output, " is in force: changed health.interval\n"));
  std::ofstream(path) << "[health]\nintervall=3s\n";
  const auto refused = run({"reload"});
  CHECK(refused.code == 1);
  CHECK(contains(refused.errors, "line 2: "));
  const auto told = run({"reload", "--status"});
  CHECK(contains(told.output, "last: refused at "));
  CHECK(contains(told.output, "did you mean interval?"));
}

TEST_CASE("loadex config save says that somebody came first, and saves nothing then") {
  scripted_daemon daemon;
  daemon.answer("GET /config", 200, "[global]\n", {{"ETag", "\"seen\""}});
  daemon.answer("POST /config/save", 412, "");
  const auto told = run_loadex({"config", "save", "-u", daemon.url()});
  CHECK(told.code == 1);
  CHECK(daemon.asked().back().value("If-Match") == "\"seen\"");
  CHECK(contains(told.errors, "Somebody came first"));
}
