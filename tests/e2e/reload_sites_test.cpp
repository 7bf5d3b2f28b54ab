#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/gate.hpp"
#include "tests/support/e2e/http_client.hpp"
#include "tests/support/e2e/process_cost.hpp"
#include "tests/support/e2e/programs.hpp"
#include "tests/support/e2e/reserved_port.hpp"
#include "tests/support/e2e/scripted_backend.hpp"
#include "tests/support/e2e/temp_folder.hpp"
#include "tests/support/e2e/traffic.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

using namespace std::chrono_literals;
using namespace loadex::tests::e2e;

namespace {

std::string pool(const std::string& name, const std::string& backends, const std::string& more = "") {
  return name + "={" + more + "backends=[" + backends + "]}\n";
}

std::string backend(const std::string& url, unsigned weight = 1) {
  return "{url=\"" + url + "\", weight=" + std::to_string(weight) + "}";
}

std::string listener(const std::string& name, std::uint16_t port, const std::string& rest) {
  return name + "={port=" + std::to_string(port) + ", address=[\"127.0.0.1\"], " + rest + "}\n";
}

/// A configuration whose own addresses have a port of their own.
std::string sites(const std::string& listeners, const std::string& pools) {
  return "[health]\ninterval=100ms\n[admin]\nlisten=\"127.0.0.1:0\"\n[listeners]\n" + listeners + "[pools]\n" + pools;
}

bool refuses(std::uint16_t port) {
  try {
    http_client client(port);
    return false;
  } catch (const std::exception&) {
    return true;
  }
}

} // namespace

TEST_CASE_METHOD(fixture, "a reload opens and closes listeners, and leaves the others alone") {
  const auto web = start_backend().url();
  const reserved_port first;
  const reserved_port second;
  const auto pools = pool("web", backend(web));
  const auto site = listener("site", 0, "pool=\"web\"");
  auto& balancer = start_balancer_by(sites(site, pools));
  http_client lasting(balancer.port());
  CHECK(lasting.get("/").status == 200);

  const auto with = [&](std::uint16_t port) { return sites(site + listener("more", port, "pool=\"web\""), pools); };
  CHECK(balancer.reload(with(first.number())).at("changed") == "listeners.more");
  http_client visitor(first.number());
  CHECK(visitor.get("/").status == 200);

  CHECK(balancer.reload(with(second.number())).at("changed") == "listeners.more");
  CHECK(http_client(second.number()).get("/").status == 200);
  CHECK(eventually([&] { return refuses(first.number()); }));

  balancer.reload(sites(site, pools));
  CHECK(eventually([&] { return refuses(second.number()); }));
  CHECK(visitor.stream().peer_leaves()); // it waited for a request
  CHECK(lasting.get("/").status == 200);
  CHECK(balancer.port_of("site") == balancer.port());
}

TEST_CASE_METHOD(fixture, "an address goes from one listener to another without being closed") {
  const auto web = start_backend().url();
  const reserved_port port;
  const auto pools = pool("web", backend(web));
  auto& balancer = start_balancer_by(sites(listener("before", port.number(), "pool=\"web\""), pools));
  traffic clients(port.number(), {.clients = 16, .restless = 8});
  for (int turn = 0; turn < 10; ++turn) {
    const auto answered = clients.answered();
    CHECK(balancer.reload(sites(listener(turn % 2 ? "before" : "after", port.number(), "pool=\"web\""), pools))
              .at("msg") == "configuration reloaded");
    CHECK(eventually([&] { return clients.answered() > answered + 100; }));
  }
  CHECK(clients.stop().failures.empty());
}

TEST_CASE_METHOD(fixture, "a port that cannot be opened refuses the whole reload and is named") {
  const auto web = start_backend().url();
  const reserved_port free;
  const scripted_backend taken([](conversation& c) { c.answer(200); });
  const auto site = listener("site", 0, "pool=\"web\"");
  auto& balancer = start_balancer_by(sites(site, pool("web", backend(web))));

  const auto told = balancer.reload(sites(listener("site", 0, "routes=[{path=\"/\", respond=\"changed\"}]") +
                                              listener("good", free.number(), "pool=\"web\"") +
                                              listener("more", taken.port(), "pool=\"web\""),
                                          pool("web", backend(web))));

  CHECK(told.at("msg") == "configuration refused");
  const auto problems = told.at("problems").get<std::string>();
  CHECK(problems.find("127.0.0.1:" + std::to_string(taken.port())) != std::string::npos);
  CHECK(problems.find("more") != std::string::npos);
  CHECK(http_client(balancer.port()).get("/").body.find(web) != std::string::npos);
  CHECK(refuses(free.number()));
}

TEST_CASE_METHOD(fixture, "a request in flight ends by the configuration that it began with") {
  gate release;
  const scripted_backend slow([&](conversation& c) {
    release.pass();
    c.answer(200, "slow");
  });
  const auto other = start_backend().url();
  auto& balancer = start_balancer_by(sites(listener("site", 0, "pool=\"a\""), pool("a", backend(slow.url()))));
  http_client client(balancer.port());
  client.send("GET", "/");
  CHECK(eventually([&] { return slow.requests() == 1; }));

  const auto told = balancer.reload(sites(listener("site", 0, "pool=\"b\""), pool("b", backend(other))));
  CHECK(told.at("changed") == "listeners.site, pools.b, pools.a");
  CHECK(http_client(balancer.port()).get("/").body.find(other) != std::string::npos);
  release.open();

  CHECK(client.read_response().body == "slow");
  CHECK(client.get("/").body.find(other) != std::string::npos);
  CHECK(eventually([&] { return balancer.metrics().sum("golb_backend_up", {label("pool", "a")}) == 0; }));
}

TEST_CASE_METHOD(fixture, "a new pool has been probed before requests are led there") {
  const auto web = start_backend().url();
  auto& balancer = start_balancer_by(sites(listener("site", 0, "pool=\"old\""), pool("old", backend(web))));
  traffic clients(balancer.port(), {.clients = 16});
  for (int turn = 0; turn < 10; ++turn) {
    const auto name = "p" + std::to_string(turn);
    balancer.reload(sites(listener("site", 0, "pool=\"" + name + "\""), pool(name, backend(web))));
    CHECK(balancer.metrics().sum("golb_backend_up", {label("pool", name)}) == 1);
  }
  CHECK(clients.stop().failures.empty());
}

TEST_CASE_METHOD(fixture, "what people have added stays at a reload, or goes if on-reload says so") {
  const auto first = start_backend().url();
  const auto second = start_backend().url();
  const auto text = [&](const std::string& on_reload) {
    return "[global]\nport=0\naddress=[\"127.0.0.1\"]\nbackends=[" + backend(first) + "]\n[admin]\non-reload=\"" +
           on_reload + "\"\n[health]\ninterval=100ms\n";
  };
  auto& balancer = start_balancer_by(text("keep"));
  CHECK(http_client(balancer.port()).ask("POST", "/api/add?url=" + second).status == 200);
  CHECK(eventually([&] { return balancer.is_healthy(second); }));

  balancer.reload(text("keep"));
  CHECK(balancer.is_healthy(second));
  balancer.reload(text("drop"));
  CHECK(eventually(
      [&] { return http_client(balancer.port()).get("/api/health").body.find(second) == std::string::npos; }));
}

namespace {

/// One of many configurations: backends come, go and change weight, pools and listeners come and go, routes move, the
/// algorithm changes.
std::string turned(unsigned turn, const std::vector<pool_member>& all, std::uint16_t more) {
  constexpr std::array algorithms{"roundrobin", "wrr", "leastconnection", "ewma", "iphash", "p2c"};
  const auto one = [&](unsigned nth) { return backend(all[nth % all.size()].url, 1 + turn % 5); };
  const auto algorithm = std::string("algo=\"") + algorithms[turn % algorithms.size()] + "\", ";
  auto listeners = listener("site", 0,
                            std::string("routes=[{path=\"/\", methods=[\"GET\"], pool=\"") + (turn % 2 ? "a" : "b") +
                                "\"}], pool=\"" + (turn % 3 ? "b" : "a") + "\"");
  auto pools = pool("a", one(turn) + ", " + one(turn + 1), algorithm) +
               pool("b", one(turn + 2), "proxy={attempts=" + std::to_string(1 + turn % 4) + "}, ");
  if (turn % 4 == 1) {
    listeners += listener("more", more, "pool=\"c\"");
    pools += pool("c", one(turn + 3));
  }
  return sites(listeners, pools);
}

/// What a process holds.
struct holdings {
  double descriptors;
  double memory;
  std::size_t threads;
};

/// LOADEX_RELOADS makes it longer. A sanitizer makes each of them, and what the clients do meanwhile, ten times as
/// long.
unsigned reloads_to_make() {
  const auto* asked = std::getenv("LOADEX_RELOADS");
  return asked != nullptr ? static_cast<unsigned>(std::strtoul(asked, nullptr, 10)) : sanitized ? 12 : 60;
}

} // namespace

TEST_CASE_METHOD(fixture, "reloads of listeners, routes and pools under 64 clients fail no request and leave nothing") {
  const auto all = start_backends(5);
  const reserved_port more;
  auto& balancer = start_balancer_by(turned(0, all, more.number()));
  traffic clients(balancer.port(), {.clients = 64, .restless = 16});
  const auto held = [&] {
    const auto page = balancer.metrics();
    return holdings{page.sum("process_open_fds"), page.sum("process_resident_memory_bytes"),
                    threads_of(balancer.process().pid())};
  };
  const auto count = reloads_to_make();
  auto before = held();
  for (unsigned turn = 1; turn <= count; ++turn) {
    REQUIRE(balancer.reload(turned(turn, all, more.number())).at("msg") == "configuration reloaded");
    if (turn == count / 4)
      before = held();
  }
  const auto after = held();
  const auto done = clients.stop();

  CHECK(done.failures.empty());
  CHECK(done.answered > (sanitized ? 100 : 1000));
  CHECK(after.threads == before.threads);
  CHECK(after.descriptors < before.descriptors + 100);
  if (!sanitized) // it would measure the sanitizer
    CHECK(after.memory < before.memory + 8e6);
  CHECK(balancer.metrics().sum("golb_config_reloads_total", {label("result", "adopted")}) == count);
}

TEST_CASE_METHOD(fixture, "a reload that is asked for during the start begins when that is over") {
  gate release;
  const auto slow = fully_scripted([&](conversation& c) {
    release.pass();
    c.answer(200);
  });
  const auto web = start_backend().url();
  const auto site = listener("site", 0, "pool=\"web\"");
  const auto pools = pool("slow", backend(slow.url())) + pool("web", backend(web));
  const temp_folder folder;
  const auto file = folder.write("test.conf", sites(site, pools)).string();
  child_process balancer({loadbalancer_program, "--config-file=" + file});
  balancer.await_line(R"("msg":"starting")");

  folder.write("test.conf", sites(site, pool("web", backend(web))));
  balancer.signal(SIGHUP);
  balancer.await_line("reloading the configuration");
  release.open();

  const auto ready = balancer.await_line(R"("msg":"ready")");
  const auto reloaded = balancer.await_line(R"("msg":"configuration reloaded")");
  CHECK(balancer.output().find(ready) < balancer.output().find(reloaded));
  CHECK(reloaded.find(R"("changed":"pools.slow")") != std::string::npos);
  balancer.signal(SIGTERM);
  CHECK(balancer.wait() == 0);
}
