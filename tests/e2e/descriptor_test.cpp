#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/http_client.hpp"
#include "tests/support/e2e/process_cost.hpp"

#include <catch2/catch.hpp>

#include <sys/resource.h>

#include <list>

using namespace loadex::tests::e2e;

namespace {

constexpr unsigned few = 256;

/// So many clients that are connected, or wait for it.
std::list<http_client> crowd(std::uint16_t port, std::size_t size) {
  rlimit ours{};
  ::getrlimit(RLIMIT_NOFILE, &ours);
  ours.rlim_cur = ours.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &ours);
  std::list<http_client> clients;
  while (clients.size() < size)
    clients.emplace_back(port);
  return clients;
}

} // namespace

TEST_CASE_METHOD(fixture, "1000 keep-alive clients are all served with 256 descriptors: idle ones make room",
                 "[timing]") {
  auto& balancer = start_balancer({.backends = start_backends(2), .descriptors = few});

  auto clients = crowd(balancer.port(), 1000);
  for (auto& client : clients)
    client.send("GET", "/");
  std::size_t served = 0;
  for (auto& client : clients)
    served += client.read_response().status == 200;

  CHECK(served == 1000);
  CHECK(balancer.events("accept paused").empty());
  CHECK(balancer.metrics().sum("golb_failures_total") == 0);
}

TEST_CASE_METHOD(fixture, "1000 clients that are never done keep others waiting, but no core busy, and nothing is lost",
                 "[timing]") {
  auto& balancer = start_balancer({.backends = start_backends(2), .descriptors = few});
  {
    auto clients = crowd(balancer.port(), 1000);
    for (auto& client : clients)
      client.stream().send("GET / HTTP/1.1\r\n"); // and no more
    let_pass(std::chrono::milliseconds(300));
    const auto before = cpu_time(balancer.process().pid());
    let_pass(std::chrono::seconds(1));
    CHECK(cpu_time(balancer.process().pid()) - before < std::chrono::milliseconds(250));
    CHECK(balancer.events("accept paused").empty());
  }
  CHECK(http_client(balancer.port()).get("/").status == 200);
}

TEST_CASE_METHOD(fixture, "an idle client makes room for one that waits when limits.connections are open", "[timing]") {
  auto& balancer =
      start_balancer({.backends = start_backends(1), .workers = 1, .settings = {{"limits.connections", "2"}}});

  http_client idle(balancer.port());
  CHECK(idle.get("/").status == 200);
  http_client busy(balancer.port());
  busy.stream().send("GET / HTTP/1.1\r\n");
  http_client next(balancer.port());
  CHECK(next.get("/").status == 200);
  CHECK(idle.stream().peer_leaves());
  busy.stream().send("Host: a\r\n\r\n");
  CHECK(busy.read_response().status == 200);
}
