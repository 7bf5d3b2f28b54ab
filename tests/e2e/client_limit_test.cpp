#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/http_client.hpp"

#include <catch2/catch.hpp>

using namespace loadex::tests::e2e;

TEST_CASE_METHOD(fixture, "a client that makes too many requests a second gets 429, others are served") {
  auto& balancer = start_balancer({.backends = start_backends(1), .settings = {{"limits.requests-per-client", "5"}}});

  http_client greedy(balancer.port(), "127.0.0.2");
  unsigned served = 0;
  auto answer = greedy.get("/");
  for (; answer.status == 200 && served < 1000; answer = greedy.get("/"))
    ++served;
  CHECK(served >= 5);
  CHECK(served < 100); // as long as this takes no ten seconds
  CHECK(answer.status == 429);
  CHECK(answer.value("Retry-After") == "1");
  CHECK(reason_in(answer) == "too_many_requests");

  CHECK(http_client(balancer.port(), "127.0.0.3").get("/").status == 200);
  CHECK(eventually([&] { return greedy.get("/").status == 200; })); // on the same connection
  CHECK(eventually(
      [&] { return balancer.metrics().sum("golb_failures_total", {label("reason", "too_many_requests")}) >= 1; }));
  REQUIRE(eventually([&] { return !balancer.events("request failed").empty(); }));
  CHECK(balancer.events("request failed").front().at("client") == "127.0.0.2");
  CHECK(balancer.events("request failed").front().at("reason") == "too_many_requests");
}

TEST_CASE_METHOD(fixture, "behind a trusted proxy each of its clients has a rate of its own") {
  auto& balancer = start_balancer(
      {.backends = start_backends(1),
       .settings = {{"limits.requests-per-client", "1"}, {"proxy.trusted-proxies", R"(["127.0.0.0/8"])"}}});

  http_client proxy(balancer.port());
  CHECK(proxy.get("/", {{"X-Forwarded-For", "203.0.113.1"}}).status == 200);
  CHECK(proxy.get("/", {{"X-Forwarded-For", "203.0.113.1"}}).status == 429);
  CHECK(proxy.get("/", {{"X-Forwarded-For", "203.0.113.2"}}).status == 200);
  CHECK(proxy.get("/", {{"X-Forwarded-For", "203.0.113.1:4711"}}).status == 429); // a port makes nobody another client
  for (int i = 3; i < 30; ++i)
    CHECK(proxy.get("/", {{"X-Forwarded-For", "203.0.113." + std::to_string(i) + ":4711"}}).status == 200);
}

TEST_CASE_METHOD(fixture, "a client has no more connections than it may, and another one once it has closed one") {
  auto& balancer =
      start_balancer({.backends = start_backends(1), .settings = {{"limits.connections-per-client", "2"}}});
  const auto connect = [&] { return http_client(balancer.port(), "127.0.0.2"); };

  auto first = connect();
  CHECK(first.get("/").status == 200);
  {
    auto second = connect();
    CHECK(second.get("/").status == 200);
    auto third = connect();
    const auto answer = third.read_response(); // without a request
    CHECK(answer.status == 429);
    CHECK(reason_in(answer) == "too_many_connections");
    CHECK(third.stream().peer_leaves());
    CHECK(http_client(balancer.port(), "127.0.0.3").get("/").status == 200);
    CHECK(balancer.metrics().sum("golb_request_duration_seconds_sum", {label("status", "429")}) < 1);
  }
  CHECK(eventually([&] { return connect().get("/").status == 200; }));
  CHECK(first.get("/").status == 200);
}

TEST_CASE_METHOD(fixture, "a connection is closed after so many requests") {
  auto& balancer =
      start_balancer({.backends = start_backends(1), .settings = {{"limits.requests-per-connection", "3"}}});

  http_client client(balancer.port());
  CHECK_FALSE(client.get("/").has("Connection"));
  CHECK(client.get("/readyz").status == 200);
  CHECK(client.get("/").value("Connection") == "close");
  CHECK(client.stream().peer_leaves());
}

TEST_CASE_METHOD(fixture, "what goes no further than to us counts as a request too") {
  auto& balancer = start_balancer({.backends = start_backends(1), .settings = {{"limits.requests-per-client", "5"}}});

  unsigned served = 0;
  const auto ask = [&] { return http_client(balancer.port(), "127.0.0.2").ask("TRACE", "/", {{"Max-Forwards", "0"}}); };
  auto answer = ask();
  for (; answer.status == 200 && served < 1000; answer = ask())
    ++served;

  CHECK(answer.status == 429);
  CHECK(eventually(
      [&] { return balancer.metrics().sum("golb_requests_total", {R"(method="TRACE",status="200")"}) == served; }));
}

TEST_CASE_METHOD(fixture, "what goes no further than to us is counted as what it is, whatever is pipelined behind it") {
  auto& balancer = start_balancer({.backends = start_backends(1)});
  http_client client(balancer.port());
  client.stream().send("OPTIONS * HTTP/1.1\r\nHost: a\r\nMax-Forwards: 0\r\n\r\nGET /next HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(client.read_response().status == 200);
  CHECK(client.read_response().status == 200);

  const auto counted = [&](const std::string& method) {
    return balancer.metrics().sum("golb_requests_total", {label("method", method), label("status", "200")});
  };
  CHECK(eventually([&] { return counted("OPTIONS") == 1 && counted("GET") == 1; }));
}
