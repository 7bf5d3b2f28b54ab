#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/http_client.hpp"
#include "tests/support/e2e/traffic.hpp"
#include "tests/support/e2e/watched_backend.hpp"

#include <catch2/catch.hpp>

#include <csignal>
#include <list>
#include <map>
#include <vector>

// Backends that take so many requests at a time and no more, and those that wait for them.

using namespace loadex::tests::e2e;
using namespace std::chrono_literals;

namespace {

using settings = std::map<std::string, std::string>;

/// Balancers whose backends have limits.
struct limited : fixture {
  daemon_process& start(std::vector<pool_member> pool, const std::string& limit, settings with = {},
                        unsigned workers = 2) {
    with.emplace("balancing.max-connections", limit);
    with.emplace("balancing.queue-timeout", "20s");
    return start_balancer({.backends = std::move(pool), .workers = workers, .settings = std::move(with)});
  }
};

bool waiting_come_to_be(const daemon_process& balancer, double count) {
  return eventually([&] { return balancer.queued() == count; });
}

/// Clients that each have asked for something.
std::list<http_client> ask(const daemon_process& balancer, std::size_t count, std::string_view target = "/held") {
  std::list<http_client> clients;
  for (std::size_t i = 0; i < count; ++i)
    clients.emplace_back(balancer.port()).send("GET", target);
  return clients;
}

void break_off(std::list<http_client> clients) {
  for (auto& client : clients)
    client.stream().end_with_reset();
}

void check_refused(const response& answer, const std::string& reason) {
  CHECK(answer.status == 503);
  CHECK(answer.value("Retry-After") == "1");
  CHECK(answer.value("Proxy-Status") == "loadex; error=connection_limit_reached; details=\"" + reason + '"');
  CHECK(nlohmann::json::parse(answer.body).at("reason") == reason);
}

} // namespace

TEST_CASE_METHOD(limited, "200 clients over four workers never get an eighth request past a limit of seven") {
  watched_backend backend(1ms);
  auto& balancer = start({backend.url()}, "7", {{"balancing.queue-length", "200"}}, 4);

  traffic clients(balancer.port(), {.clients = 200});
  CHECK(eventually([&] { return clients.answered() >= 3000; }));
  CHECK(clients.stop().failures.empty());

  CHECK(backend.peak() == 7);
}

TEST_CASE_METHOD(limited, "no place stays empty while requests wait for one", "[timing]") {
  watched_backend backend(100ms);
  auto& balancer = start({backend.url()}, "7", {{"balancing.queue-length", "200"}}, 4);

  traffic clients(balancer.port(), {.clients = 60});
  REQUIRE(eventually([&] { return clients.answered() >= 70; }));
  const auto begin = std::chrono::steady_clock::now();
  const auto busy_before = backend.busy();
  bool somebody_waits = true;
  for (int look = 0; look < 10; ++look) {
    let_pass(250ms);
    somebody_waits = somebody_waits && balancer.queued() > 0;
  }
  const auto taken = (backend.busy() - busy_before) / (std::chrono::steady_clock::now() - begin);
  CHECK(somebody_waits);
  CHECK(taken > 0.9 * 7);
  CHECK(backend.peak() == 7);

  CHECK(clients.stop().failures.empty());
}

TEST_CASE_METHOD(limited, "one request too many in the queue is refused at once, and told to come again") {
  watched_backend backend;
  auto& balancer = start({backend.url()}, "1", {{"balancing.queue-length", "2"}});
  auto clients = ask(balancer, 3);
  REQUIRE(waiting_come_to_be(balancer, 2));
  REQUIRE(eventually([&] { return backend.held() == 1; }));

  check_refused(http_client(balancer.port()).get("/"), "queue_full");
  CHECK(
      eventually([&] { return balancer.metrics().sum("golb_failures_total", {label("reason", "queue_full")}) == 1; }));

  backend.let_go(3);
  for (auto& client : clients)
    CHECK(client.read_response().status == 200);
  CHECK(waiting_come_to_be(balancer, 0));
  CHECK(backend.peak() == 1);
}

TEST_CASE_METHOD(limited, "a request that waits too long is refused, and told to come again", "[timing]") {
  watched_backend backend;
  auto& balancer = start({backend.url()}, "1", {{"balancing.queue-timeout", "300ms"}});
  auto first = ask(balancer, 1);
  REQUIRE(eventually([&] { return backend.held() == 1; }));

  const auto begin = std::chrono::steady_clock::now();
  check_refused(http_client(balancer.port()).get("/"), "queue_timeout");
  const auto waited = std::chrono::steady_clock::now() - begin;
  CHECK(waited >= 300ms);
  CHECK(waited < 3s);
  CHECK(eventually(
      [&] { return balancer.metrics().sum("golb_failures_total", {label("reason", "queue_timeout")}) == 1; }));

  CHECK(waiting_come_to_be(balancer, 0));
  backend.let_go(1);
  CHECK(first.front().read_response().status == 200);
  CHECK(backend.requests() == 1);
}

TEST_CASE_METHOD(limited, "a client that breaks off while it waits gives up its turn and takes no place") {
  watched_backend backend;
  auto& balancer = start({backend.url()}, "1", {{"balancing.queue-length", "1"}});
  auto first = ask(balancer, 1);
  REQUIRE(eventually([&] { return backend.held() == 1; }));
  auto leaving = ask(balancer, 1);
  REQUIRE(waiting_come_to_be(balancer, 1));

  break_off(std::move(leaving));
  CHECK(waiting_come_to_be(balancer, 0));
  auto patient = ask(balancer, 1); // there is room for one
  CHECK(waiting_come_to_be(balancer, 1));

  backend.let_go(2);
  CHECK(first.front().read_response().status == 200);
  CHECK(patient.front().read_response().status == 200);
  CHECK(backend.requests() == 2);
}

TEST_CASE_METHOD(limited, "a client that breaks off within its body while it waits gives up its turn too") {
  watched_backend backend;
  auto& balancer = start({backend.url()}, "1", {{"balancing.queue-length", "1"}});
  auto first = ask(balancer, 1);
  REQUIRE(eventually([&] { return backend.held() == 1; }));
  std::list<http_client> leaving;
  leaving.emplace_back(balancer.port()).stream().send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf");
  REQUIRE(waiting_come_to_be(balancer, 1));

  break_off(std::move(leaving));
  CHECK(waiting_come_to_be(balancer, 0));

  backend.let_go(1);
  CHECK(first.front().read_response().status == 200);
  CHECK(backend.requests() == 1);
}

TEST_CASE_METHOD(limited, "of many clients that break off while they wait, none stays counted as there") {
  watched_backend backend(5ms);
  auto& balancer = start({backend.url()}, "3", {{"balancing.queue-length", "1000"}}, 4);

  traffic staying(balancer.port(), {.clients = 20});
  for (int round = 0; round < 30; ++round)
    break_off(ask(balancer, 20, "/"));
  const auto before = staying.answered();
  CHECK(eventually([&] { return staying.answered() > before + 300; }));
  CHECK(staying.stop().failures.empty());

  CHECK(waiting_come_to_be(balancer, 0));
  CHECK(eventually([&] { return balancer.in_flight() == 0; }));
}

TEST_CASE_METHOD(limited, "requests that wait for a backend that dies go to another") {
  auto& dying = start_backend({"--delay", "20s"});
  watched_backend staying;
  auto& balancer = start({dying.url(), staying.url()}, "1");
  auto clients = ask(balancer, 6);
  REQUIRE(waiting_come_to_be(balancer, 4));
  REQUIRE(eventually([&] { return balancer.in_flight() == 2; }));

  dying.kill();
  staying.let_go(6);
  for (auto& client : clients)
    CHECK(client.read_response().status == 200);
  CHECK(staying.requests() == 6);
  CHECK(staying.peak() == 1);
}

TEST_CASE_METHOD(limited, "requests that wait for the only backend are refused when it dies") {
  auto& dying = start_backend({"--delay", "20s"});
  auto& balancer = start({dying.url()}, "1");
  auto clients = ask(balancer, 4);
  REQUIRE(waiting_come_to_be(balancer, 3));
  REQUIRE(eventually([&] { return balancer.in_flight() == 1; }));

  dying.kill();
  for (auto& client : clients)
    CHECK(client.read_response().status == 502);
}

TEST_CASE_METHOD(limited, "what is too much for one backend goes to the one that has room, and nobody waits") {
  watched_backend small;
  watched_backend large;
  auto& balancer =
      start({}, "10",
            {{"global.algo", R"("first")"},
             {"global.backends", "[{url=\"" + small.url() + "\", max-connections=2}, {url=\"" + large.url() + "\"}]"}});
  auto clients = ask(balancer, 6);
  CHECK(eventually([&] { return small.held() == 2 && large.held() == 4; }));
  CHECK(balancer.queued() == 0);

  small.let_go(2);
  large.let_go(4);
  for (auto& client : clients)
    CHECK(client.read_response().status == 200);
}

TEST_CASE_METHOD(limited, "a request is refused when more backends than one can try are full") {
  std::list<watched_backend> backends(40);
  std::vector<pool_member> pool;
  for (const auto& backend : backends)
    pool.emplace_back(backend.url());
  auto& balancer = start(pool, "1", {{"balancing.queue-length", "0"}});
  auto clients = ask(balancer, 40);
  REQUIRE(eventually([&] { return balancer.in_flight() == 40; }));

  check_refused(http_client(balancer.port()).get("/"), "queue_full");

  for (auto& backend : backends)
    backend.let_go(1);
  for (auto& client : clients)
    CHECK(client.read_response().status == 200);
}

TEST_CASE_METHOD(limited, "requests that wait when the shutdown begins are still answered") {
  watched_backend backend;
  auto& balancer = start({backend.url()}, "1");
  auto clients = ask(balancer, 4);
  REQUIRE(waiting_come_to_be(balancer, 3));

  balancer.process().signal(SIGTERM);
  balancer.process().await_line("shutting down");
  backend.let_go(4);
  for (auto& client : clients)
    CHECK(client.read_response().status == 200);
  CHECK(balancer.process().wait() == 0);
  CHECK(backend.peak() == 1);
}
