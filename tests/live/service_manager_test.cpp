#include "apps/loadbalancer/daemon/service_manager.hpp"
#include "tests/support/e2e/manager_socket.hpp"

#include <catch2/catch.hpp>

#include <unistd.h>

#include <cstdlib>
#include <latch>
#include <string>
#include <thread>

using namespace loadex;
using namespace loadex::tests::e2e;
using namespace std::chrono_literals;

TEST_CASE("a service manager's terms are taken out of the environment, so that no child speaks for us") {
  ::setenv("NOTIFY_SOCKET", "@there", 1);
  ::setenv("WATCHDOG_USEC", "250000", 1);
  ::setenv("WATCHDOG_PID", std::to_string(::getpid()).c_str(), 1);
  const auto terms = service_manager::take_terms();
  CHECK(terms.socket == "@there");
  CHECK(terms.watchdog == 250ms);
  for (const auto* name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"})
    CHECK(std::getenv(name) == nullptr);
  CHECK(service_manager::take_terms().socket.empty());
}

TEST_CASE("what a busy service manager does not take at once is told before the next, in order") {
  manager_socket there;
  service_manager with({.socket = there.name()});
  constexpr int lines = 600; // more than a socket has room for, by default and as systemd sets it
  for (int i = 0; i < lines; ++i)
    with.status(std::to_string(i));
  for (auto n = there.told().size(); n < lines; n = there.told().size()) {
    REQUIRE(there.told().back().text == "STATUS=" + std::to_string(n - 1));
    with.status("more " + std::to_string(n));
  }
  CHECK(there.told()[lines - 1].text == "STATUS=" + std::to_string(lines - 1));
}

TEST_CASE("what is stored waits as a copy: it may have been closed when the service manager takes it") {
  manager_socket there;
  service_manager with({.socket = there.name()});
  for (int i = 0; i < 600; ++i)
    with.status(std::to_string(i));
  {
    const base::descriptor mine(::dup(STDIN_FILENO));
    with.store("some", std::vector{mine.get()});
  }
  while (there.count("FDSTORE=1") == 0) {
    there.told();
    with.beat();
  }
  const auto& stored = there.await("FDSTORE=1");
  CHECK(stored.text == "FDSTORE=1\nFDNAME=some");
  REQUIRE(stored.with.size() == 1);
  CHECK(stored.with.front());
}

TEST_CASE("what a busy service manager has yet to be told when nothing more is said is told all the same") {
  manager_socket there;
  service_manager with({.socket = there.name()});
  for (int i = 0; i < 600; ++i)
    with.status(std::to_string(i));
  with.main_pid(12);
  with.fall_silent();
  with.status("no more");
  while (there.count("MAINPID=12") == 0)
    with.beat();
  CHECK(there.count("STATUS=no more") == 0);
}

TEST_CASE("a service manager that is busy when a process ends is told whom to look after all the same") {
  manager_socket there;
  std::latch all_is_said(1); // it listens to nothing before
  const std::jthread ends([&] {
    service_manager with({.socket = there.name()});
    for (int i = 0; i < 600; ++i)
      with.status(std::to_string(i));
    for (int i = 0; i < 600; ++i)
      with.beat();
    with.main_pid(12);
    with.fall_silent();
    all_is_said.count_down();
  });
  all_is_said.wait();
  CHECK_NOTHROW(there.await("MAINPID=12"));
  CHECK(there.count("WATCHDOG=1") <= 1); // one is as good as many
}

TEST_CASE("a service manager that is to stop a process hears neither of reloads nor that it is ready") {
  manager_socket there;
  service_manager with({.socket = there.name()});
  with.stopping();
  with.reloading();
  with.ready();
  with.stopping();
  with.main_pid(12);
  there.await("MAINPID=12");
  CHECK(there.told().size() == 2);
}
