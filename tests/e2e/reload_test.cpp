#include "tests/support/config/bad_files.hpp"
#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/gate.hpp"
#include "tests/support/e2e/http_client.hpp"
#include "tests/support/e2e/programs.hpp"
#include "tests/support/e2e/reserved_port.hpp"
#include "tests/support/e2e/scripted_backend.hpp"
#include "tests/support/e2e/traffic.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <atomic>
#include <csignal>
#include <cstddef>
#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

using namespace std::chrono_literals;
using namespace loadex::tests::e2e;

namespace {

double reloads(const daemon_process& balancer, const std::string& result) {
  return balancer.metrics().sum("golb_config_reloads_total", {label("result", result)});
}

std::string algorithm_of(const daemon_process& balancer) {
  return http_client(balancer.port()).get("/api/info").body;
}

} // namespace

TEST_CASE_METHOD(fixture,
                 "SIGHUP has the file read again: backends come, go and change weight, the algorithm changes") {
  const auto pool = start_backends(3);
  auto& balancer = start_balancer({.backends = {pool[0], pool[1]}});

  const auto told = balancer.reload({.backends = {pool[1], {pool[2].url, 3}}, .algorithm = "wrr"});

  CHECK(told.at("msg") == "configuration reloaded");
  CHECK(told.at("changed") == "algo, backends");
  CHECK(told.count("wait_for_restart") == 0);
  CHECK(reloads(balancer, "adopted") == 1);
  CHECK(eventually([&] {
    return balancer.is_healthy(pool[2].url) &&
           http_client(balancer.port()).get("/api/health").body.find(pool[0].url) == std::string::npos;
  }));
  CHECK(algorithm_of(balancer) == "{\"algorithm\":\"weightedroundrobin\"}\n");
  const auto done = traffic(balancer.port(), {.clients = 1, .requests = 80}).finish();
  CHECK(done.failures.empty());
  CHECK(done.by_backend.at(pool[1].url) == Approx(20).margin(4));
  CHECK(done.by_backend.at(pool[2].url) == Approx(60).margin(4));
}

TEST_CASE_METHOD(fixture, "a timeout that is reloaded holds for the next request, the log's level for the next line") {
  const auto slow = start_backend({"--delay", "1s"}).url();
  auto& balancer = start_balancer({.backends = {slow}});

  balancer.reload({.backends = {slow},
                   .workers = 1, // a warning, since it has to wait
                   .settings = {{"proxy.response-timeout", "50ms"}, {"log.level", "\"WARN\""}}});

  CHECK(http_client(balancer.port()).get("/").status == 504);
  const auto lines = balancer.events("reloading the configuration").size();
  balancer.process().signal(SIGHUP);
  CHECK(eventually([&] { return reloads(balancer, "adopted") == 2; }));
  CHECK(balancer.events("reloading the configuration").size() == lines);
}

TEST_CASE_METHOD(fixture, "what can follow does, what needs a restart is named and keeps its value") {
  const auto backend = start_backend().url();
  auto& balancer = start_balancer({.backends = {backend}});

  const auto told = balancer.reload(
      {.backends = {backend}, .workers = 1, .settings = {{"limits.head", "\"64KiB\""}, {"proxy.via", "true"}}});

  CHECK(told.at("level") == "WARN");
  CHECK(told.at("changed") == "proxy.via, limits.head");
  CHECK(told.at("wait_for_restart") == "workers");
}

TEST_CASE_METHOD(fixture,
                 "a file with mistakes changes nothing: each is told with its line, and the next good one is taken") {
  const auto backend = start_backend().url();
  const daemon_setup good{.backends = {backend}};
  auto& balancer = start_balancer(good);

  const auto told = balancer.reload(configuration(good) + "[proxy]\nattempts=99\n[limits]\nheads=1\n");

  CHECK(told.at("msg") == "configuration refused");
  const auto problems = told.at("problems").get<std::string>();
  CHECK(problems.find("attempts") != std::string::npos);
  CHECK(problems.find("heads") != std::string::npos);
  CHECK(problems.find("test.conf:") != std::string::npos);
  CHECK(reloads(balancer, "refused") == 1);
  CHECK(reloads(balancer, "adopted") == 0);
  CHECK(http_client(balancer.port()).get("/").status == 200);
  CHECK(balancer.reload(good).at("msg") == "configuration reloaded");
}

TEST_CASE_METHOD(fixture, "a bad file, in whatever way, is refused with what is wrong with it, and changes nothing") {
  const auto backend = start_backend().url();
  auto& balancer = start_balancer({.backends = {backend}});
  const auto id = [&] { return balancer.metrics().series().lower_bound("golb_config_since_seconds")->first; };
  const auto before = id();

  for (const auto& file : loadex::tests::bad_files()) {
    CAPTURE(file.what);
    const auto told = balancer.reload(std::string(file.text));
    CHECK(told.at("msg") == "configuration refused");
    const auto problems = told.at("problems").get<std::string>();
    for (const auto& problem : file.problems_in("test.conf"))
      CHECK(problems.find(problem) != std::string::npos);
  }

  CHECK(reloads(balancer, "refused") == double(loadex::tests::bad_files().size()));
  CHECK(reloads(balancer, "adopted") == 0);
  CHECK(id() == before);
  CHECK(http_client(balancer.port()).get("/").status == 200);
}

TEST_CASE_METHOD(fixture, "a head that is longer than a limit which is reloaded is refused, one that is not is read") {
  const auto backend = start_backend().url();
  daemon_setup setup{.backends = {backend}, .workers = 1, .settings = {{"limits.head", "\"2KiB\""}}};
  auto& balancer = start_balancer(setup);
  const std::string start = "GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(1000, 'x');
  http_client begun(balancer.port());
  begun.stream().send(start);
  const auto status = [&](std::size_t more) {
    http_client client(balancer.port());
    client.stream().send(start + std::string(more, 'x') + "\r\n\r\n");
    return client.read_response().status;
  };
  CHECK(status(500) == 200);
  CHECK(status(2000) == 431);

  setup.settings["limits.head"] = "\"4KiB\"";
  balancer.reload(setup);
  CHECK(status(2000) == 200);
  CHECK(status(4000) == 431);
  begun.stream().send(std::string(2000, 'x') + "\r\n\r\n"); // it goes by the limit that holds now
  CHECK(begun.read_response().status == 200);

  setup.settings["limits.head"] = "\"1KiB\"";
  balancer.reload(setup);
  CHECK(status(500) == 431);
}

TEST_CASE_METHOD(fixture,
                 "limits, cookies and who may ask follow a reload, for the requests and connections that begin then") {
  const auto backend = start_backend().url();
  daemon_setup setup{.backends = {backend}, .workers = 1};
  auto& balancer = start_balancer(setup);
  const auto reload = [&](const std::string& name, const std::string& value) {
    setup.settings = {{name, value}};
    CHECK(balancer.reload(setup).count("wait_for_restart") == 0);
  };

  reload("balancing.sticky-cookie", "\"server\"");
  CHECK(http_client(balancer.port()).get("/").value("Set-Cookie").starts_with("server="));
  reload("limits.body", "\"3B\"");
  CHECK_FALSE(http_client(balancer.port()).get("/").has("Set-Cookie"));
  CHECK(http_client(balancer.port()).ask("POST", "/", {}, "four").status == 413);
  reload("limits.requests-per-client", "1");
  CHECK(http_client(balancer.port()).get("/").status == 200);
  CHECK(http_client(balancer.port()).get("/").status == 429);
  {
    reload("limits.connections-per-client", "1");
    http_client first(balancer.port());
    CHECK(first.get("/").status == 200);
    CHECK(http_client(balancer.port()).get("/").status == 429);
  }
  reload("admin.allow", "[\"192.0.2.1\"]");
  CHECK(http_client(balancer.port()).get("/api/health").status == 403);
  reload("admin.operations-paths", "false");
  CHECK(http_client(balancer.port()).get("/healthz").body.find(backend) != std::string::npos);
  reload("proxy.trusted-proxies", "[\"127.0.0.1\"]");
  CHECK(http_client(balancer.port()).get("/", {{"X-Forwarded-For", "192.0.2.7"}}).status == 200);
}

TEST_CASE_METHOD(fixture, "the port and the addresses follow a reload, and what is under way is not broken off") {
  gate release;
  const scripted_backend slow([&](conversation& c) {
    release.pass();
    c.answer(200, "slow");
  });
  daemon_setup setup{.backends = {slow.url()}};
  auto& balancer = start_balancer(setup);
  http_client begun(balancer.port());
  begun.send("GET", "/");
  CHECK(eventually([&] { return slow.requests() == 1; }));

  const reserved_port next;
  setup.settings = {{"global.port", std::to_string(next.number())},
                    {"global.address", "[\"127.0.0.1\", \"127.0.0.2\"]"}};
  CHECK(balancer.reload(setup).at("changed") == "port, address");
  CHECK(http_client(next.number()).get("/healthz").status == 200);
  release.open();
  CHECK(begun.read_response().body == "slow");
  CHECK(begun.stream().peer_leaves());

  setup.settings["global.address"] = "[\"0.0.0.0\"]"; // in which the two are
  CHECK(balancer.reload(setup).at("changed") == "address");
  CHECK(http_client(next.number()).get("/").status == 200);
  setup.settings = {{"global.port", std::to_string(balancer.port())}};
  CHECK(eventually([&] { return balancer.reload(setup).at("msg") == "configuration reloaded"; }));
}

TEST_CASE_METHOD(fixture, "a backend that a reload makes Loadex itself gets no request") {
  const auto backend = start_backend().url();
  const reserved_port ours;
  const auto itself = "http://127.0.0.1:" + std::to_string(ours.number());
  daemon_setup setup{.backends = {backend, itself}};
  auto& balancer = start_balancer(setup);

  setup.settings["global.port"] = std::to_string(ours.number());
  balancer.reload(setup);

  const auto port = ours.number();
  CHECK(eventually([&] {
    return exposition(http_client(port).get("/metrics").body)
               .sum("golb_health_checks_total", {label("backend", itself), label("result", "loop")}) > 0;
  }));
  CHECK(traffic(port, {.clients = 2, .requests = 100}).finish().failures.empty());
  setup.settings = {{"global.port", std::to_string(balancer.port())}}; // where the fixture looks for it
  balancer.reload(setup);
}

TEST_CASE_METHOD(fixture, "options of the command line override a file that is read again, too") {
  const auto backend = start_backend().url();
  const temp_folder folder;
  const daemon_setup setup{.backends = {backend}};
  const auto file = folder.write("test.conf", configuration(setup)).string();
  child_process balancer({loadbalancer_program, "--config-file=" + file, "--algo", "first"});
  balancer.await_line(R"("msg":"ready")");

  folder.write("test.conf",
               configuration({.backends = {backend}, .algorithm = "random", .settings = {{"proxy.via", "true"}}}));
  balancer.signal(SIGHUP);

  CHECK(balancer.await_line("configuration reloaded").find(R"("changed":"proxy.via")") != std::string::npos);
  balancer.signal(SIGTERM);
  CHECK(balancer.wait() == 0);
}

TEST_CASE_METHOD(fixture, "without a file SIGHUP is logged and changes nothing") {
  const auto backend = start_backend().url();
  child_process balancer({loadbalancer_program, "-port", "0", "-backends", backend});
  balancer.await_line(R"("msg":"ready")");
  balancer.signal(SIGHUP);
  CHECK(balancer.await_line(::strsignal(SIGHUP)).find(R"("msg":"signal ignored")") != std::string::npos);
  balancer.signal(SIGTERM);
  CHECK(balancer.wait() == 0);
}

TEST_CASE_METHOD(fixture, "a file in the current folder that is gone at a reload does not leave the options alone") {
  const auto backend = start_backend().url();
  const temp_folder folder;
  const auto file = folder.write("loadbalancer.conf", configuration({.backends = {backend}}));
  child_process balancer(
      {"/usr/bin/env", "-C", file.parent_path().string(), loadbalancer_program, "-backends", backend});
  balancer.await_line(R"("msg":"ready")");

  std::filesystem::remove(file);
  balancer.signal(SIGHUP);

  CHECK(balancer.await_line("configuration refused").find("loadbalancer.conf: it was read at the start") !=
        std::string::npos);
  balancer.signal(SIGTERM);
  CHECK(balancer.wait() == 0);
}

TEST_CASE_METHOD(fixture, "no request fails while a reload exchanges all backends, again and again") {
  const auto pool = start_backends(4);
  const std::array halves{std::vector{pool[0], pool[1]}, std::vector{pool[2], pool[3]}};
  auto& balancer = start_balancer({.backends = halves[0]});
  traffic clients(balancer.port(), {.clients = 32});

  for (std::size_t turn = 1; turn <= 20; ++turn) {
    const auto answered = clients.answered();
    balancer.reload({.backends = halves[turn % 2]});
    CHECK(eventually([&] { return clients.answered() > answered + 100; }));
  }

  CHECK(clients.stop().failures.empty());
}

TEST_CASE_METHOD(fixture, "100 reloads of every kind under 64 clients fail no request and leave nothing behind") {
  constexpr unsigned count = sanitized ? 20 : 100; // with a sanitizer each takes ten times as long
  const auto pool = start_backends(5);
  constexpr std::array algorithms{"roundrobin", "wrr", "leastconnection", "ewma", "iphash", "p2c"};
  auto& balancer = start_balancer({.backends = {pool[0], pool[1]}});
  traffic clients(balancer.port(), {.clients = 64});
  const auto descriptors = [&] { return balancer.metrics().sum("process_open_fds"); };

  for (unsigned turn = 0; turn < count; ++turn) {
    daemon_setup next{.backends = {pool[turn % 5], {pool[(turn + 1) % 5].url, 1 + turn % 7}}};
    if (turn % 2 == 0)
      next.backends.push_back(pool[(turn + 3) % 5]);
    next.algorithm = algorithms[turn % algorithms.size()];
    next.settings["proxy.via"] = turn % 3 == 0 ? "true" : "false";
    next.settings["proxy.attempts"] = std::to_string(1 + turn % 4);
    CHECK(balancer.reload(next).at("msg") == "configuration reloaded");
  }

  const auto done = clients.stop();
  CHECK(done.failures.empty());
  CHECK(done.answered > (sanitized ? 100 : 1000));
  CHECK(reloads(balancer, "adopted") == count);
  CHECK(eventually([&] { return descriptors() < 200; }));
}

TEST_CASE_METHOD(fixture,
                 "a health check that is reloaded decides from the next probe on, and no request fails meanwhile") {
  const auto backend = start_backend().url();
  const scripted_backend strange([](conversation& asked) { asked.answer(asked.asked.target == "/up" ? 503 : 200); },
                                 scripted_backend::health_checks::by_script);
  const std::vector<pool_member> both{backend, strange.url()};
  auto& balancer = start_balancer({.backends = both});
  const auto becomes = [&](bool healthy) {
    return eventually([&] { return balancer.is_healthy(strange.url()) == healthy; });
  };
  traffic clients(balancer.port(), {.clients = 8});

  const auto told = balancer.reload({.backends = both, .settings = {{"health.path", "\"/up\""}}});
  CHECK(told.at("changed") == "health.path");
  CHECK(told.count("wait_for_restart") == 0);
  CHECK(becomes(false));
  CHECK(balancer.is_healthy(backend));
  balancer.reload({.backends = both});
  CHECK(becomes(true));

  const auto own = R"([{url=")" + backend + R"("}, {url=")" + strange.url() + R"(", health={path="/up"}}])";
  CHECK(balancer.reload({.backends = {}, .settings = {{"global.backends", own}}}).at("changed") == "backends");
  CHECK(becomes(false));
  CHECK(clients.stop().failures.empty());
}

TEST_CASE_METHOD(fixture, "an interval that is reloaded is kept at once") {
  std::atomic<std::size_t> probes{0};
  const auto backend = fully_scripted([&](conversation& asked) {
    ++probes;
    asked.answer(200);
  });
  daemon_setup setup{.backends = {backend.url()}, .settings = {{"health.interval", "1h"}}};
  auto& balancer = start_balancer(setup);
  CHECK(probes == 1);

  setup.settings["health.interval"] = "20ms";
  balancer.reload(setup);

  CHECK(eventually([&] { return probes > 5; }));
}
