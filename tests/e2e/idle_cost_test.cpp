#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/http_client.hpp"
#include "tests/support/e2e/process_cost.hpp"
#include "tests/support/e2e/programs.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <chrono>
#include <list>

using namespace loadex::tests::e2e;
using namespace std::chrono_literals;

TEST_CASE_METHOD(fixture, "500 idle clients cost less than 4 KiB each and 0.5 % of a core", "[timing]") {
  if (sanitized) {
    WARN("SKIPPED: it would measure the sanitizer");
    return;
  }
  auto& balancer = start_balancer({.backends = start_backends(5), .settings = {{"health.interval", "5s"}}});
  const auto process = balancer.process().pid();
  { // what the first requests allocate is no cost of idle clients
    http_client first(balancer.port());
    for (int i = 0; i < 800; ++i) { // enough for all workers, and for all blocks of theirs
      http_client(balancer.port()).get("/");
      REQUIRE(first.get("/").status == 200);
    }
  }
  const auto share = [process] {
    const auto used_before = cpu_time(process);
    const auto begin = std::chrono::steady_clock::now();
    let_pass(3s);
    const auto used = cpu_time(process) - used_before;
    return std::chrono::duration<double>(used) / (std::chrono::steady_clock::now() - begin);
  };
  const auto least_of_three = [&] { // what a virtual machine is kept waiting counts as its programs' time
    return std::min({share(), share(), share()});
  };
  const auto alone = least_of_three();

  const auto before = resident_bytes(process);
  std::list<http_client> clients;
  for (int i = 0; i < 500; ++i)
    REQUIRE(clients.emplace_back(balancer.port()).get("/").status == 200);
  const auto after = resident_bytes(process);
  CHECK((after - std::min(before, after)) / clients.size() < 4 * 1024);

  CHECK(least_of_three() - alone < 0.005);

  CHECK(clients.front().get("/").status == 200); // they are still served
}
