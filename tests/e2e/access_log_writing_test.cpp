#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/full_pipe.hpp"
#include "tests/support/e2e/http_client.hpp"
#include "tests/support/e2e/logged_fixture.hpp"
#include "tests/support/e2e/programs.hpp"
#include "tests/support/e2e/reserved_port.hpp"
#include "tests/support/e2e/traffic.hpp"

#include <catch2/catch.hpp>

#include <csignal>
#include <filesystem>
#include <sstream>
#include <string>

using namespace loadex::tests::e2e;
using namespace std::chrono_literals;
using nlohmann::json;

TEST_CASE_METHOD(logged_fixture, "a reload changes the file of the access log and how it is written, and ends it") {
  const access_log_file other;
  auto changed = setup(start_backends(1));
  auto& balancer = start_balancer(changed);
  http_client client(balancer.port());
  CHECK(client.get("/one").status == 200);

  changed.settings["log.access"] = other.setting();
  changed.settings["log.access-format"] = "\"combined\"";
  const auto told = balancer.reload(changed);
  CHECK(told.at("msg") == "configuration reloaded");
  CHECK(client.get("/two", {{"User-Agent", "curl"}}).status == 200);
  REQUIRE(eventually([&] { return other.text().find('\n') != std::string::npos; }));
  CHECK(log.await(1).front().at("path") == "/one");
  const auto line = other.text();
  INFO(line);
  CHECK(line.starts_with("127.0.0.1 - - ["));
  CHECK(line.find("] \"GET /two HTTP/1.1\" 200 ") != std::string::npos);
  CHECK(line.ends_with(" \"-\" \"curl\"\n"));

  changed.settings["log.access"] = "\"\"";
  balancer.reload(changed);
  CHECK(client.get("/three").status == 200);
  CHECK(balancer.stop() == 0);
  CHECK(other.text() == line);
  CHECK(log.lines().size() == 1);
}

TEST_CASE_METHOD(logged_fixture,
                 "an access log that cannot be written is refused by its name, at a reload and at the start") {
  const std::string missing = "/nonexistent/access.log";
  auto changed = setup(start_backends(1));
  auto& balancer = start_balancer(changed);
  changed.settings["log.access"] = '"' + missing + '"';
  changed.settings["global.algo"] = "\"lc\"";
  const auto told = balancer.reload(changed);
  CHECK(told.at("msg") == "configuration refused");
  CHECK(told.dump().find("cannot write the access log to " + missing + ": No such file or directory") !=
        std::string::npos);
  CHECK(http_client(balancer.port()).get("/").status == 200);
  log.await(1);

  const temp_folder folder;
  child_process refused(
      {loadbalancer_program, "--config-file=" + folder.write("test.conf", configuration(changed)).string()});
  CHECK(refused.wait() == 1);
  CHECK(refused.errors() ==
        "loadbalancer: cannot write the access log to " + missing + ": No such file or directory\n");
}

TEST_CASE_METHOD(logged_fixture, "SIGUSR1 has the access log opened again under traffic, and no line is lost or torn") {
  auto& balancer =
      start_balancer({.backends = start_backends(2), .workers = 2, .settings = {{"log.access", log.setting()}}});
  traffic clients(balancer.port(), {.clients = 8});
  constexpr std::size_t turns = 10;
  for (std::size_t i = 0; i < turns; ++i) {
    const auto before = clients.answered();
    REQUIRE(eventually([&] { return clients.answered() > before + 200; }));
    log.move_to("old" + std::to_string(i));
    balancer.process().signal(SIGUSR1);
    REQUIRE(eventually([&] { return balancer.events("access log opened again").size() == i + 1; }));
  }
  const auto sent = clients.stop();
  CHECK(sent.failures.empty());
  CHECK(balancer.stop() == 0);

  std::size_t lines = log.lines().size();
  CHECK(lines > 0);
  for (std::size_t i = 0; i < turns; ++i) {
    std::istringstream old(log.text("old" + std::to_string(i)));
    for (std::string line; std::getline(old, line); ++lines)
      CHECK(json::parse(line).at("status") == 200);
  }
  CHECK(lines == sent.answered);
}

TEST_CASE_METHOD(logged_fixture,
                 "without an access log SIGUSR1 changes nothing, and with one a folder that is gone is told") {
  access_log_file second;
  auto& balancer = balance(start_backends(1), {{"log.access", second.setting()}});
  std::filesystem::remove_all(std::filesystem::path(second.path()).parent_path());
  balancer.process().signal(SIGUSR1);
  REQUIRE(eventually([&] { return !balancer.events("access log not opened again").empty(); }));
  CHECK(balancer.events("access log not opened again").front().at("detail").get<std::string>().find(second.path()) !=
        std::string::npos);
  CHECK(http_client(balancer.port()).get("/").status == 200);
}

TEST_CASE_METHOD(fixture, "an access log on stdout has its lines between those of the log, each whole") {
  auto& balancer = start_balancer({.backends = start_backends(1),
                                   .workers = 2,
                                   .settings = {{"log.access", "\"stdout\""}},
                                   .environment = {"LOG_LEVEL=DEBUG"}});
  traffic clients(balancer.port(), {.clients = 4, .requests = 2000});
  for (int i = 0; i < 200; ++i)
    CHECK(http_client(balancer.port()).ask("CONNECT", "a:443").status == 501); // a line of either
  CHECK(clients.finish().failures.empty());
  CHECK(balancer.stop() == 0);
  std::istringstream lines(balancer.process().output());
  std::size_t of_requests = 0;
  std::size_t of_events = 0;
  for (std::string line; std::getline(lines, line);) {
    INFO(line);
    const auto read = json::parse(line);
    ++(read.contains("msg") ? of_events : of_requests);
  }
  CHECK(of_requests == 2200);
  CHECK(of_events > 20);
}

TEST_CASE_METHOD(logged_fixture,
                 "an access log that nobody reads holds up no request: its lines are dropped, counted and told") {
  full_pipe pipe;
  auto& balancer = balance(start_backends(1), {{"log.access", '"' + pipe.path() + '"'}});
  const auto dropped = [&] {
    return balancer.metrics().sum("golb_access_log_lines_total", {label("result", "dropped")});
  };
  http_client client(balancer.port());
  const std::string path = '/' + std::string(4000, 'x'); // so that fewer are needed
  std::size_t sent = 0;
  while (dropped() == 0 && sent < 5000)
    for (int i = 0; i < 50; ++i, ++sent)
      CHECK(client.get(path).status == 200);
  CHECK(dropped() > 0);
  REQUIRE(eventually([&] { return !balancer.events("access log lines dropped").empty(); }));
  CHECK(balancer.metrics().sum("golb_access_log_lines_total", {label("result", "written")}) == 0);

  CHECK(eventually(
      [&] {
        pipe.read();
        const auto page = balancer.metrics();
        return page.sum("golb_access_log_lines_total") == static_cast<double>(sent);
      },
      60s)); // a page at a time
  const auto read = pipe.read();
  std::istringstream lines(read);
  std::size_t whole = 0;
  for (std::string line; std::getline(lines, line); ++whole)
    CHECK(json::parse(line).at("path") == path);
  CHECK(static_cast<double>(whole) + dropped() == static_cast<double>(sent));
}

TEST_CASE_METHOD(logged_fixture,
                 "stdout that nobody reads holds up no request and no end, with an access log there, too") {
  full_pipe pipe;
  const reserved_port port;
  const temp_folder folder;
  auto how = setup(start_backends(1), {{"global.port", std::to_string(port.number())}, {"log.access", "\"stdout\""}});
  const auto file = folder.write("test.conf", configuration(how)).string();
  child_process balancer(
      {"/bin/sh", "-c", "exec " + std::string(loadbalancer_program) + " --config-file=" + file + " >" + pipe.path()});
  REQUIRE(eventually([&] {
    try {
      return http_client(port.number()).get("/readyz").status == 200;
    } catch (const connection_ended&) {
      return false; // it does not listen yet
    }
  }));
  http_client client(port.number());
  const std::string path = '/' + std::string(4000, 'x');
  for (int i = 0; i < 1000; ++i)
    CHECK(client.get(path).status == 200);
  balancer.signal(SIGTERM);
  CHECK(balancer.wait(5s) == 0);
}
