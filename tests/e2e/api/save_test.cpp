#include "tests/support/e2e/configured.hpp"
#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/programs.hpp"

#include <catch2/catch.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <thread>
#include <vector>

using namespace loadex::tests::e2e;
using Catch::Matchers::Contains;
using nlohmann::json;

namespace {

const std::string members = "/pools/main/backends";

/// `text` without the block that a save writes.
std::string by_hand(std::string text) {
  const auto begin = text.find("; ==== saved by Loadex: begin");
  if (begin == std::string::npos)
    return text;
  const auto end = text.find("; ==== saved by Loadex: end\n", begin);
  return text.erase(begin, text.find('\n', end) + 1 - begin);
}

/// The lines of `text` from `[global]` to the next section, which a port makes differ.
std::string without_port(std::string text) {
  const auto port = text.find("port=");
  return text.erase(port, text.find('\n', port) - port);
}

} // namespace

TEST_CASE_METHOD(
    fixture,
    "after a save a reload and a restart give the pools that are in force, and the file is otherwise as it was") {
  const auto pool = start_backends(3);
  const auto newcomer = start_backend().url();
  auto& balancer = start_balancer({.backends = pool, .settings = {{"health.rise", "2 ; as ever"}}});
  api operating(balancer.port());
  const configured by(balancer.port());
  const auto before = read_file(by.file());
  CHECK(operating
            .ask("POST", members,
                 R"({"url": ")" + newcomer +
                     R"(", "weight": 7, "max_connections": 50, "health": {"rise": 3, "fall": 2}})")
            .status == 201);
  CHECK(operating.ask("PATCH", members + "/1", R"({"weight": 5})").status == 200);
  CHECK(operating.ask("DELETE", members + "/2?wait=true").status == 200);
  CHECK(operating.ask("PATCH", "/pools/main", R"({"algorithm": "p2c"})").status == 200);
  const auto in_force = by.text();

  const auto answer = by.save(by.tag());
  CHECK(answer.status == 200);
  CHECK(json::parse(answer.body) == json{{"file", by.file().string()},
                                         {"saved", {"pools.main.algo", "pools.main.backends"}},
                                         {"not_saved", json::array()}});
  const auto saved = read_file(by.file());
  CHECK(saved.starts_with(before));
  CHECK(by_hand(saved) == before);
  CHECK(by.text() == in_force);
  CHECK(eventually([&] { return balancer.events("configuration saved").size() == 1; }));

  const auto events = balancer.events("backend added").size();
  CHECK(json::parse(by.reload().body)["changed"] == json{"algo", "backends"});
  CHECK(by.text() == in_force);
  CHECK(operating.get(members)["backends"].size() == 3);
  CHECK(balancer.events("backend added").size() == events);

  auto& successor = start_balancer_by(saved);
  CHECK(without_port(configured(successor.port()).text()) == without_port(in_force));
  CHECK(eventually([&] { return api(successor.port()).has_healthy(3); }));
}

TEST_CASE_METHOD(fixture, "a second save replaces the first, and one that has nothing to save leaves nothing") {
  auto& balancer = start_balancer({.backends = start_backends(2)});
  api operating(balancer.port());
  const configured by(balancer.port());
  const auto before = read_file(by.file());
  const auto weigh = [&](int weight) {
    const auto body = json{{"weight", weight}}.dump();
    CHECK(operating.ask("PATCH", members + "/1", body).status == 200);
  };
  weigh(5);
  CHECK(by.save(by.tag()).status == 200);
  CHECK_THAT(read_file(by.file()), Contains("weight=5}"));
  weigh(6);
  CHECK(by.save(by.tag()).status == 200);
  const auto second = read_file(by.file());
  CHECK_THAT(second, Contains("weight=6}") && !Contains("weight=5}"));
  CHECK(by_hand(second) == before);
  weigh(1);
  CHECK(json::parse(by.save(by.tag()).body)["saved"].empty());
  CHECK(read_file(by.file()) == before);
}

TEST_CASE_METHOD(fixture, "a save names what it saves, and whoever comes second is told") {
  auto& balancer = start_balancer({.backends = start_backends(2)});
  api operating(balancer.port());
  const configured by(balancer.port());
  const auto before = read_file(by.file());
  const auto old = by.tag();
  CHECK(operating.ask("PATCH", members + "/1", R"({"weight": 5})").status == 200);

  CHECK(by.ask("POST", "/config/save").status == 428);
  CHECK(by.save(old).status == 412);
  CHECK(by.save("W/" + by.tag()).status == 412);
  CHECK(by.save("nonsense").status == 412);
  CHECK(read_file(by.file()) == before);

  const auto tag = by.tag();
  std::array<unsigned, 8> statuses{};
  std::vector<std::thread> savers;
  savers.reserve(statuses.size());
  for (auto& status : statuses)
    savers.emplace_back([&] { status = by.save(tag).status; });
  for (auto& saver : savers)
    saver.join();
  CHECK(std::ranges::count(statuses, 200U) == 1);
  CHECK(std::ranges::count(statuses, 412U) == 7);
  CHECK(by.save(by.tag()).status == 200);
}

TEST_CASE_METHOD(fixture, "what no file can say is told: who is disabled, and a pool that has nobody") {
  const auto pool = start_backends(2);
  auto& balancer = start_balancer({.backends = pool});
  api operating(balancer.port());
  const configured by(balancer.port());
  CHECK(operating.ask("POST", members + "/2/disable").status == 200);
  CHECK(operating.ask("PATCH", "/pools/main", R"({"algorithm": "first"})").status == 200);
  const auto told = json::parse(by.save(by.tag()).body);
  CHECK(told["saved"] == json{"pools.main.algo"});
  CHECK(told["not_saved"] == json{{{"name", "pools.main.backends"},
                                   {"backend", pool[1].url},
                                   {"why", "it is disabled; a restart has it serve"}}});
  for (const auto* id : {"/1", "/2"})
    CHECK(operating.ask("DELETE", members + id + "?wait=true").status == 200);
  const auto empty = json::parse(by.save(by.tag()).body);
  CHECK(empty["saved"] == json{"pools.main.algo"});
  CHECK(empty["not_saved"][0]["name"] == "pools.main.backends");
  CHECK(json::parse(by.reload().body)["changed"] == json{"algo"}); // the file is one that can be read
}

TEST_CASE_METHOD(fixture, "a file that was changed since it was read is not written over") {
  const daemon_setup setup{.backends = start_backends(2)};
  auto& balancer = start_balancer(setup);
  api operating(balancer.port());
  const configured by(balancer.port());
  CHECK(operating.ask("PATCH", members + "/1", R"({"weight": 5})").status == 200);
  const auto refused = [&](const std::string& text, const std::string& why) {
    by.write(text);
    const auto answer = by.save(by.tag());
    CHECK(answer.status == 409);
    CHECK_THAT(answer.body, Contains(why) && Contains(by.file().string()));
    CHECK(read_file(by.file()) == text);
  };
  refused(configuration(setup) + "[proxy]\nattempts=2\n", "has changed since it was read");
  refused(configuration(setup) + "[proxy]\nattempts=99\n", "99 is out of range");
  refused(configuration(setup) + "; ==== saved by Loadex: begin\n", "is not where it was written");
  refused("", "there is none");
  by.write("; another word\n" + configuration(setup)); // which says the same
  CHECK(by.save(by.tag()).status == 200);
  CHECK(read_file(by.file()).starts_with("; another word\n"));
  const auto file = by.file();
  std::filesystem::remove(file);
  CHECK(by.save(by.tag()).status == 409);
  CHECK_FALSE(std::filesystem::exists(file));
}

TEST_CASE_METHOD(fixture, "a file that cannot be written is told by its path, before anything is changed") {
  const auto backend = start_backend().url();
  const temp_folder folder;
  const auto file = folder.write("a.conf", configuration({.backends = {backend}}));
  std::vector<std::string> command{loadbalancer_program, "--config-file=" + file.string()};
  if (::geteuid() == 0) // who may write anywhere, unless without that capability
    command.insert(command.begin(), {"/usr/bin/setpriv", "--bounding-set=-all", "--inh-caps=-all"});
  child_process balancer(command);
  const configured by(json::parse(balancer.await_line(R"("msg":"ready")")).at("port").get<std::uint16_t>());
  REQUIRE(by.ask("PATCH", members + "/1", {{"Content-Type", "application/json"}}, R"({"weight": 5})").status == 200);
  const auto before = read_file(file);
  const auto tag = by.tag();
  const auto refused = [&] {
    const auto answer = by.save(tag);
    CHECK(answer.status == 409);
    CHECK_THAT(answer.body, Contains(file.string()) && Contains("Permission denied"));
    CHECK(read_file(file) == before);
    CHECK(by.tag() == tag);
  };
  ::chmod(folder.path().c_str(), 0500);
  refused();
  ::chmod(folder.path().c_str(), 0700);
  ::chmod(file.c_str(), 0400);
  refused();
  ::chmod(file.c_str(), 0640);
  CHECK(by.save(tag).status == 200);
  struct stat after {};
  REQUIRE(::stat(file.c_str(), &after) == 0);
  CHECK((after.st_mode & 0777) == 0640);
  balancer.signal(SIGTERM);
  CHECK(balancer.wait() == 0);
}

TEST_CASE_METHOD(fixture, "an option of the command line has the last word over what is saved, and the save says so") {
  const auto backend = start_backend().url();
  const temp_folder folder;
  const auto file = folder.write("a.conf", configuration({.backends = {backend}}));
  child_process balancer({loadbalancer_program, "--config-file=" + file.string(), "--algo", "first"});
  const configured by(json::parse(balancer.await_line(R"("msg":"ready")")).at("port").get<std::uint16_t>());
  const header_fields type{{"Content-Type", "application/json"}};
  REQUIRE(by.ask("PATCH", members + "/1", type, R"({"weight": 5})").status == 200);
  REQUIRE(by.ask("PATCH", "/pools/main", type, R"({"algorithm": "random"})").status == 200);
  const auto told = json::parse(by.save(by.tag()).body);
  CHECK(told["saved"] == json{"pools.main.backends"});
  CHECK(told["not_saved"] ==
        json{{{"name", "pools.main.algo"}, {"why", "an option of the command line has the last word"}}});
  balancer.signal(SIGTERM);
  CHECK(balancer.wait() == 0);
}
