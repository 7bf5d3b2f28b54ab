#include "base/unix_socket.hpp"
#include "tests/support/e2e/child_process.hpp"
#include "tests/support/e2e/gate.hpp"
#include "tests/support/e2e/held_request.hpp"
#include "tests/support/e2e/loadex_command.hpp"
#include "tests/support/e2e/programs.hpp"
#include "tests/support/e2e/scripted_backend.hpp"
#include "tests/support/e2e/upgrading_fixture.hpp"
#include "tests/support/e2e/watched_backend.hpp"

#include <catch2/catch.hpp>

#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <list>
#include <string>
#include <utility>
#include <vector>

// Upgrades of which something dies, is stopped, or is not what it should be.

using namespace loadex::tests::e2e;
using namespace std::chrono_literals;

namespace {

/// A process that comes to the socket, and says nothing.
class silent_caller {
public:
  explicit silent_caller(const std::string& path) { REQUIRE(loadex::base::unix_address(path).connect(socket_)); }
  silent_caller(const silent_caller&) = delete;
  silent_caller& operator=(const silent_caller&) = delete;
  ~silent_caller() { ::close(socket_); }

private:
  const int socket_ = ::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
};

/// An upgrade that gets no further than its probe until that is answered.
class held_upgrade : public upgrading_fixture {
protected:
  daemon_process& start() {
    return start_balancer(with_handover(
        {.backends = {backend_.url()}, .settings = {{"health.interval", "1h"}, {"health.timeout", "8s"}}}));
  }

  /// Returns when the new process has been told everything.
  pid_t begin(daemon_process& balancer) {
    slow_ = true;
    balancer.process().signal(SIGUSR2);
    REQUIRE(eventually([&] { return balancer.events("starting").size() == 2; }));
    return note(balancer.events("upgrading").at(0)["process"].get<pid_t>());
  }

  void answer_probes() { answers_.open(); }

private:
  gate answers_;
  std::atomic<bool> slow_{false};
  scripted_backend backend_{[this](conversation& c) {
                              if (c.asked.target == "/health" && slow_)
                                answers_.pass();
                              c.answer(200);
                            },
                            scripted_backend::health_checks::by_script};
};

/// The command that started it.
std::vector<std::string> command_of(daemon_process& balancer) {
  const auto words = read_file("/proc/" + std::to_string(balancer.process().pid()) + "/cmdline");
  const auto program = words.substr(0, words.find('\0'));
  return {program, words.substr(program.size() + 1, words.find('\0', program.size() + 1) - program.size() - 1)};
}

std::string configuration_of(daemon_process& balancer) {
  const auto option = command_of(balancer).at(1);
  return option.substr(option.find('=') + 1);
}

/// A configuration file that whoever reads it waits for.
class slow_file {
public:
  explicit slow_file(std::string path)
      : path_(std::move(path))
      , text_(read_file(path_)) {
    REQUIRE(std::filesystem::remove(path_));
    REQUIRE(::mkfifo(path_.c_str(), 0600) == 0);
  }

  /// Lets one reader have it; it is a file as before for the next.
  void let_read() const {
    std::ofstream reader(path_);
    std::filesystem::remove(path_);
    std::ofstream(path_) << text_;
    reader << text_;
  }

private:
  const std::string path_;
  const std::string text_;
};

} // namespace

TEST_CASE_METHOD(held_upgrade, "if the old process dies before it has left, the new one serves") {
  auto& balancer = start();
  begin(balancer);
  balancer.process().signal(SIGKILL); // nobody has waited for it yet: the kernel still knows its number
  answer_probes();
  REQUIRE(eventually([&] { return balancer.events("ready").size() == 2; }));
  CHECK(http_client(balancer.port()).get("/").status == 200);
  CHECK(balancer.process().wait() == 128 + SIGKILL);
}

TEST_CASE_METHOD(held_upgrade, "whoever stops the old process while another is to take over stops both") {
  auto& balancer = start();
  const auto successor = begin(balancer);
  balancer.process().signal(SIGTERM);
  CHECK(balancer.process().wait() == 0);
  answer_probes();
  CHECK(has_ended(successor));
  CHECK(balancer.events("taken over").empty());
}

TEST_CASE_METHOD(upgrading_fixture,
                 "a process that was started to take over, and has yet to come, ends with the old one") {
  auto& balancer = start_balancer(with_handover({.backends = start_backends(1)}));
  const slow_file settings(configuration_of(balancer));
  balancer.process().signal(SIGUSR2);
  REQUIRE(eventually([&] { return balancer.events("upgrading").size() == 1; }));
  const auto successor = note(balancer.events("upgrading").at(0)["process"].get<pid_t>());
  balancer.process().signal(SIGTERM);
  CHECK(balancer.process().wait() == 0);
  CHECK(has_ended(successor));
}

TEST_CASE_METHOD(held_upgrade, "a change whose body comes while a process takes over is refused as well") {
  auto& balancer = start();
  {
    http_client slow(balancer.port());
    slow.stream().send("PATCH /loadex/v1/pools/main HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                       "Content-Length: 22\r\nExpect: 100-continue\r\n\r\n");
    CHECK(slow.stream().read_exactly(25) == "HTTP/1.1 100 Continue\r\n\r\n");
    begin(balancer);
    slow.stream().send(R"({"algorithm":"random"})");
    CHECK(slow.read_response("PATCH").status == 503);
  }
  answer_probes();
  CHECK(balancer.process().wait() == 0);
}

TEST_CASE_METHOD(held_upgrade,
                 "a reload that is asked for while another process takes over, and that comes to nothing, is told of") {
  auto& balancer = start();
  begin(balancer);
  balancer.process().signal(SIGHUP);
  REQUIRE(eventually([&] { return balancer.events("reloading the configuration").size() == 1; }));
  answer_probes();
  CHECK(balancer.process().wait() == 0);
  CHECK(balancer.events("configuration reloaded").empty());
  CHECK(balancer.events("not reloaded").size() == 1);
}

TEST_CASE_METHOD(upgrading_fixture, "a process whose first probes have failed already does not take over either") {
  gate answers;
  scripted_backend late(
      [&](conversation& c) {
        answers.pass();
        c.answer(500);
      },
      scripted_backend::health_checks::by_script);
  const auto pool = start_backends(1);
  auto& balancer = start_balancer(with_handover({.backends = pool}));
  configured(balancer.port())
      .write("[global]\nworkers=1\nhandover=\"" + socket() + "\"\n[health]\nstatus=[\"299\"]\ntimeout=8s\n" +
             "[listeners]\nweb={port=0, address=[\"127.0.0.1\"], pool=\"main\"}\n" + "[pools]\nmain={backends=[\"" +
             pool.front().url + "\"]}\nlate={backends=[\"" + late.url() + "\"]}\n");
  balancer.process().signal(SIGUSR2);
  CHECK(eventually([&] { return !balancer.events("pool down").empty(); }));
  answers.open();
  CHECK(eventually([&] { return balancer.events("no upgrade").size() == 1; }));
  INFO(balancer.process().output() << balancer.process().errors());
  CHECK(balancer.events("taken over").empty());
  CHECK(http_client(balancer.port()).get("/").status == 200);
  CHECK(balancer.stop() == 0);
}

TEST_CASE_METHOD(upgrading_fixture, "a process that gives up leaves the file of the own addresses where it is") {
  temp_folder folder;
  const auto path = (folder.path() / "admin.sock").string();
  auto setup = with_handover({.backends = start_backends(1), .settings = {{"admin.listen", "\"unix:" + path + "\""}}});
  auto& balancer = start_balancer(setup);
  setup.settings["health.status"] = "[\"299\"]";
  std::ofstream(configuration_of(balancer)) << configuration(setup);
  balancer.process().signal(SIGUSR2);
  REQUIRE(eventually([&] { return balancer.events("no upgrade").size() == 1; }));
  CHECK(run_loadex({"health", "-u", "unix:" + path}).code == 0);
  CHECK(balancer.stop() == 0);
  CHECK(!std::filesystem::exists(path));
}

TEST_CASE_METHOD(upgrading_fixture, "whoever comes to the socket before the new process does blocks no later upgrade") {
  auto& balancer = start_balancer(with_handover({.backends = start_backends(1)}));
  const slow_file settings(configuration_of(balancer));
  balancer.process().signal(SIGUSR2);
  REQUIRE(eventually([&] { return balancer.events("upgrading").size() == 1; }));
  {
    const silent_caller first(socket());
    settings.let_read();
    CHECK(eventually([&] { return contains(balancer.process().output(), "ended with exit code 1"); }));
  }
  REQUIRE(eventually([&] { return balancer.events("hand-over failed").size() == 1; }));
  upgrade(balancer.port());
  CHECK(balancer.process().wait() == 0);
}

TEST_CASE_METHOD(upgrading_fixture,
                 "a new process that ends is noticed by a balancer that was started with SIGCHLD ignored") {
  std::signal(SIGCHLD, SIG_IGN);
  auto& balancer = start_balancer(with_handover({.backends = start_backends(1)}));
  std::signal(SIGCHLD, SIG_DFL);
  const configured operator_of(balancer.port());
  operator_of.write("[global]\nport=99999\n");
  CHECK(contains(operator_of.ask("POST", "/upgrade").body, "exit code 2"));
  CHECK(balancer.stop() == 0);
}

TEST_CASE_METHOD(upgrading_fixture, "a process may end before the one that it has taken over from") {
  watched_backend backend;
  auto& balancer = start_balancer(with_handover({.backends = {backend.url()}}));
  std::list<http_client> clients;
  for (int i = 0; i < 5; ++i)
    clients.emplace_back(balancer.port()).send("GET", "/held");
  REQUIRE(eventually([&] { return backend.held() == clients.size(); }));
  child_process by_hand(command_of(balancer));
  CHECK(contains(by_hand.await_line("\"ready\""), "ready"));
  by_hand.signal(SIGTERM);
  CHECK(by_hand.wait() == 0);
  backend.let_go(static_cast<std::ptrdiff_t>(clients.size()));
  for (auto& client : clients)
    CHECK(client.read_response().status == 200);
  CHECK(balancer.process().wait() == 0);
}

TEST_CASE_METHOD(upgrading_fixture, "a process that has handed over leaves nobody who has ended unburied") {
  watched_backend backend;
  auto& balancer = start_balancer(with_handover({.backends = {backend.url()}}));
  held_request held(balancer, backend);
  const auto successor = upgrade(balancer.port());
  REQUIRE(eventually([&] { return balancer.events("handed over").size() == 1; }));
  ::kill(successor, SIGTERM);
  CHECK(eventually([&] { return ::kill(successor, 0) != 0; }));
  backend.let_go(1);
  CHECK(held.status() == 200);
  CHECK(balancer.process().wait() == 0);
}

TEST_CASE_METHOD(upgrading_fixture,
                 "who asks the process that has handed over for something that it does no more is told") {
  auto& balancer = start_balancer(with_handover({.backends = start_backends(1)}));
  http_client idle(balancer.port());
  CHECK(idle.get("/").status == 200);
  upgrade(balancer.port());
  REQUIRE(eventually([&] { return balancer.events("handed over").size() == 1; }));
  CHECK(idle.ask("POST", "/loadex/v1/config/plan", {{"Content-Type", "text/plain"}}, "[global]\n").status == 503);
  CHECK(balancer.process().wait() == 0);
}

TEST_CASE_METHOD(upgrading_fixture,
                 "the next process can be started while the one that was told to stop still has requests") {
  watched_backend backend;
  auto& balancer = start_balancer(with_handover({.backends = {backend.url()}}));
  const auto command = command_of(balancer);
  held_request held(balancer, backend);
  balancer.process().signal(SIGTERM);
  REQUIRE(eventually([&] { return balancer.events("shutting down").size() == 1; }));
  child_process next(command);
  CHECK(contains(next.await_line("\"ready\""), "ready"));
  CHECK(!contains(next.output(), "taking over"));
  backend.let_go(1);
  CHECK(held.status() == 200);
  CHECK(balancer.process().wait() == 0);
  next.signal(SIGTERM);
  CHECK(next.wait() == 0);
}

TEST_CASE("a start with a socket for upgrades where none can be ends with what is wrong, at several addresses, too") {
  child_process balancer({loadbalancer_program, "-backends", "http://127.0.0.1:1", "-port", "0", "--address",
                          "127.0.0.1,127.0.0.2", "--handover", "/nowhere/handover.sock"});
  CHECK(balancer.wait() == 1);
  CHECK(balancer.errors().find("/nowhere/handover.sock") != std::string::npos);
}
