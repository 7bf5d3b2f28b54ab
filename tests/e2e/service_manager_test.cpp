#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/gate.hpp"
#include "tests/support/e2e/halted_thread.hpp"
#include "tests/support/e2e/http_client.hpp"
#include "tests/support/e2e/manager_socket.hpp"
#include "tests/support/e2e/programs.hpp"
#include "tests/support/e2e/scripted_backend.hpp"

#include <catch2/catch.hpp>

#include <csignal>
#include <ctime>
#include <list>
#include <string>

using namespace loadex::tests::e2e;
using namespace std::chrono_literals;

namespace {

std::int64_t monotonic_microseconds() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return std::int64_t{now.tv_sec} * 1'000'000 + now.tv_nsec / 1'000;
}

constexpr auto half_a_second = "WATCHDOG_USEC=500000"; // of silence: it beats twice as often

/// A balancer that is looked after.
struct supervised : fixture {
  manager_socket manager;

  daemon_setup told(daemon_setup setup, std::vector<std::string> more = {}) const {
    setup.environment = std::move(more);
    setup.environment.push_back("NOTIFY_SOCKET=" + manager.name());
    return setup;
  }

  /// How often it beats within that.
  std::size_t beats_in(std::chrono::milliseconds time) {
    const auto before = manager.count("WATCHDOG=1");
    let_pass(time);
    return manager.count("WATCHDOG=1") - before;
  }
};

} // namespace

TEST_CASE_METHOD(supervised, "the service manager hears of READY when clients are served, and not before") {
  gate probed;
  const auto hesitant = fully_scripted([&](conversation& now) {
    probed.pass();
    now.answer(200);
  });
  const temp_folder folder;
  const auto file =
      folder.write("test.conf", configuration({.backends = {hesitant.url()}, .settings = {{"health.timeout", "20s"}}}));
  child_process balancer({loadbalancer_program, "--config-file=" + file.string()}, {"NOTIFY_SOCKET=" + manager.name()});
  balancer.await_line("starting");
  CHECK(manager.count("READY=1") == 0);
  probed.open();

  manager.await("READY=1");
  const auto ready = nlohmann::json::parse(balancer.await_line(R"("msg":"ready")"));
  CHECK(http_client(ready.at("port").get<std::uint16_t>()).get("/").status == 200);
}

TEST_CASE("a service manager with an abstract name is told, too") {
  fixture with;
  manager_socket manager(manager_socket::kind::abstract);
  const backend_process backend;
  const daemon_process balancer({.backends = {backend.url()}, .environment = {"NOTIFY_SOCKET=" + manager.name()}});
  manager.await("READY=1");
}

TEST_CASE_METHOD(fixture, "a service manager that is not there costs a line of the log") {
  const temp_folder folder;
  auto& balancer =
      start_balancer({.backends = start_backends(1),
                      .environment = {"NOTIFY_SOCKET=" + (folder.path() / "nobody").string(), "WATCHDOG_USEC=10000"}});
  balancer.process().await_line("service manager not told");
  CHECK(http_client(balancer.port()).get("/").status == 200);
  balancer.stop();
  CHECK(balancer.events("service manager not told").size() == 1);
}

TEST_CASE_METHOD(supervised, "a reload is RELOADING until it is READY again, be the file good or bad") {
  const auto setup = daemon_setup{.backends = start_backends(1)};
  auto& balancer = start_balancer(told(setup));
  manager.await("READY=1");
  const auto before = manager.told().size();
  const auto since = monotonic_microseconds();

  balancer.reload(GENERATE(true, false) ? configuration(setup) : "[global]\nport=none\n");

  const auto began = manager.await("RELOADING=1", before).text;
  const auto at = std::stoll(began.substr(began.find("MONOTONIC_USEC=") + std::string("MONOTONIC_USEC=").size()));
  CHECK(at >= since);
  CHECK(at <= monotonic_microseconds());
  manager.await("READY=1", before);
  const auto place = [&](std::string_view text) {
    return std::ranges::find_if(manager.told().begin() + static_cast<std::ptrdiff_t>(before), manager.told().end(),
                                [&](const auto& one) { return says(one, text); });
  };
  CHECK(place("RELOADING=1") < place("READY=1"));
}

TEST_CASE_METHOD(supervised, "the service manager hears of STOPPING while requests are still under way") {
  gate answer;
  scripted_backend slow([&](conversation& with) {
    answer.pass();
    with.answer(200);
  });
  auto& balancer = start_balancer(told({.backends = {slow.url()}}));
  http_client client(balancer.port());
  client.send("GET", "/");
  REQUIRE(eventually([&] { return slow.requests() == 1; }));
  CHECK(manager.count("STOPPING=1") == 0);

  balancer.process().signal(SIGTERM);

  manager.await("STOPPING=1");
  CHECK(balancer.process().running());
  answer.open();
  CHECK(client.read_response().status == 200);
  CHECK(balancer.process().wait() == 0);
  CHECK(manager.count("STOPPING=1") == 1);
}

TEST_CASE_METHOD(supervised, "the status tells of backends, traffic and a reload that was refused") {
  auto& backend = start_backend();
  auto& balancer = start_balancer(told({.backends = {backend.url(), start_backend().url()}}));
  manager.await("STATUS=2 of 2 backends healthy, 0 requests/s");
  http_client client(balancer.port());
  CHECK(eventually([&] {
    client.get("/");
    return manager.count("STATUS=2 of 2") > manager.count("STATUS=2 of 2 backends healthy, 0 requests/s");
  }));
  backend.process().signal(SIGKILL);
  manager.await("STATUS=1 of 2 backends healthy, ");
  balancer.reload("nonsense");
  CHECK(eventually([&] {
    return says(manager.told().back(), "STATUS=") &&
           manager.told().back().text.ends_with("/s; the last reload was refused");
  }));
}

TEST_CASE_METHOD(supervised, "the watchdog is told of a balancer that lives, and of none of whose threads one hangs") {
  auto& balancer = start_balancer(told({.backends = start_backends(1), .workers = 2}, {half_a_second}));
  CHECK(eventually([&] { return manager.count("WATCHDOG=1") >= 3; }));
  {
    const halted_thread hanging(balancer.process().pid(), GENERATE("worker-0", "worker-1", "control"));
    CHECK(beats_in(1s) <= 1); // which was under way
  }
  CHECK(eventually([&] { return beats_in(10ms) > 0; }));
}

TEST_CASE_METHOD(supervised, "the watchdog of another process is not ours") {
  start_balancer(told({.backends = start_backends(1)}, {"WATCHDOG_USEC=10000", "WATCHDOG_PID=1"}));
  manager.await("STATUS="); // a second has gone by
  CHECK(manager.count("WATCHDOG=1") == 0);
}

TEST_CASE_METHOD(supervised, "a balancer that drains beats on, although a worker may have ended") {
  gate answer;
  scripted_backend slow([&](conversation& with) {
    answer.pass();
    with.answer(200);
  });
  auto& balancer = start_balancer(told({.backends = {slow.url()}, .workers = 2}, {half_a_second}));
  http_client client(balancer.port());
  client.send("GET", "/");
  REQUIRE(eventually([&] { return slow.requests() == 1; }));
  balancer.process().signal(SIGTERM);
  manager.await("STOPPING=1");

  const auto before = manager.count("WATCHDOG=1");
  CHECK(eventually([&] { return manager.count("WATCHDOG=1") >= before + 3; }));
  answer.open();
  CHECK(client.read_response().status == 200);
  CHECK(balancer.process().wait() == 0);
}
