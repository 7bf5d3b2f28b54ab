#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/full_pipe.hpp"
#include "tests/support/e2e/gate.hpp"
#include "tests/support/e2e/http_client.hpp"
#include "tests/support/e2e/programs.hpp"
#include "tests/support/e2e/reserved_port.hpp"
#include "tests/support/e2e/scripted_backend.hpp"

#include <catch2/catch.hpp>

#include <csignal>

using namespace loadex::tests::e2e;
using namespace std::chrono_literals;
using steady_clock = std::chrono::steady_clock;

namespace {

/// A balancer whose output goes into a pipe that is full before its first line.
class unread_balancer {
public:
  /// Returns once it answers. `redirection`: of more than its stdout.
  explicit unread_balancer(daemon_setup setup, const std::string& redirection = "")
      : process_(command(setup, redirection), {"LOG_LEVEL=DEBUG"}) {}

  bool is_ready() const {
    try {
      return http_client(port_.number()).get("/readyz").status == 200;
    } catch (const connection_ended&) {
      return false; // it does not listen yet
    }
  }

  std::uint16_t port() const { return port_.number(); }
  full_pipe& log() { return log_; }
  child_process& process() { return process_; }

private:
  std::vector<std::string> command(daemon_setup& setup, const std::string& redirection) {
    setup.settings.try_emplace("global.port", std::to_string(port_.number()));
    const auto file = folder_.write("test.conf", configuration(setup)).string();
    return {"/bin/sh", "-c",
            "exec " + std::string(loadbalancer_program) + " --config-file=" + file + " >" + log_.path() + redirection};
  }

  const reserved_port port_;
  temp_folder folder_;
  full_pipe log_;
  child_process process_;
};

bool contains(const std::string& text, std::string_view what) {
  return text.find(what) != std::string::npos;
}

} // namespace

TEST_CASE_METHOD(fixture, "a log that nobody reads holds up neither the requests nor the end") {
  unread_balancer balancer({.backends = start_backends(1), .settings = {{"shutdown.deadline", "5s"}}});
  REQUIRE(eventually([&] { return balancer.is_ready(); }));
  http_client client(balancer.port());
  for (int i = 0; i < 100; ++i) {
    CHECK(client.get("/").status == 200);
    CHECK(client.get("/metrics").status == 200);
    CHECK(http_client(balancer.port()).ask("CONNECT", "/").status == 501); // each is a line of the log
  }

  balancer.process().signal(SIGTERM);

  CHECK(balancer.process().wait(5s) == 0);
  CHECK(balancer.log().read().empty());
}

TEST_CASE_METHOD(fixture, "a log that nobody reads waits no longer than the deadline of the shutdown") {
  gate answer;
  scripted_backend slow([&](conversation&) { answer.pass(); });
  unread_balancer balancer({.backends = {slow.url()}, .settings = {{"shutdown.deadline", "300ms"}}});
  REQUIRE(eventually([&] { return balancer.is_ready(); }));
  http_client client(balancer.port());
  client.send("GET", "/");
  REQUIRE(eventually([&] { return slow.requests() == 1; }));

  balancer.process().signal(SIGTERM);

  CHECK(balancer.process().wait(8s) == 0);
  answer.open();
}

TEST_CASE_METHOD(fixture, "what a full pipe has held up is written when its reader goes on") {
  unread_balancer balancer({.backends = start_backends(1)});
  REQUIRE(eventually([&] { return balancer.is_ready(); }));

  SECTION("while the balancer runs") {
    CHECK(eventually([&] { return contains(balancer.log().read(), R"("msg":"ready")"); }));
    CHECK(contains(balancer.log().read(), R"("msg":"starting")"));
    balancer.process().signal(SIGTERM);
  }
  SECTION("while it stops") {
    balancer.process().signal(SIGTERM);
    CHECK(eventually([&] { return contains(balancer.log().read(), R"("msg":"stopped")"); }));
    CHECK(contains(balancer.log().read(), R"("msg":"starting")"));
  }

  CHECK(balancer.process().wait(5s) == 0);
}

TEST_CASE_METHOD(fixture, "a log whose reader has gone holds up nothing and is no error") {
  unread_balancer balancer({.backends = start_backends(1)});
  REQUIRE(eventually([&] { return balancer.is_ready(); }));

  balancer.log().close();

  CHECK(http_client(balancer.port()).get("/").status == 200);
  balancer.process().signal(SIGTERM);
  CHECK(balancer.process().wait(5s) == 0);
  CHECK(balancer.process().errors().empty());
}

TEST_CASE("a start that fails says so and ends, though nobody reads the log") {
  const auto taken =
      daemon_setup{.backends = {{"http://localhost:1"}}, .settings = {{"global.address", "[\"192.0.2.1\"]"}}};
  SECTION("with a reader of the complaint") {
    unread_balancer balancer(taken);
    CHECK(balancer.process().wait(5s) == 1);
    CHECK(contains(balancer.process().errors(), "cannot listen on 192.0.2.1:"));
  }
  SECTION("with nobody to read the complaint") {
    unread_balancer balancer(taken, " 2>&1");
    CHECK(balancer.process().wait(5s) == 1);
  }
}
