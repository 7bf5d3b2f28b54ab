#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/http_client.hpp"
#include "tests/support/e2e/metrics_after.hpp"
#include "tests/support/e2e/traffic.hpp"

#include <catch2/catch.hpp>

using namespace loadex::tests::e2e;

TEST_CASE_METHOD(fixture, "the metrics of the contract have their exact names, labels and buckets") {
  auto& backend = start_backend();
  auto& balancer = start_balancer({.backends = {backend.url()}});
  http_client client(balancer.port());
  for (int i = 0; i < 3; ++i)
    client.get("/");
  client.ask("POST", "/", {}, "data");

  const auto page = metrics_after(balancer, 4);
  const auto& series = page.series();
  const auto labels = R"(method="GET",status="200",backend=")" + backend.url() + '"';
  CHECK(page.type("golb_requests_total") == "counter");
  CHECK(page.type("golb_request_duration_seconds") == "histogram");
  CHECK(series.at("golb_requests_total{" + labels + "}") == 3);
  CHECK(series.at("golb_request_duration_seconds_count{" + labels + "}") == 3);
  CHECK(series.at("golb_request_duration_seconds_sum{" + labels + "}") > 0);
  double below = 0;
  for (const auto* bound : {"0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10", "+Inf"}) {
    INFO(bound);
    const auto count = page.sum("golb_request_duration_seconds_bucket",
                                {label("method", "GET"), label("status", "200"), label("le", bound)});
    CHECK(series.count("golb_request_duration_seconds_bucket{" + labels + ",le=\"" + bound + "\"}") == 1);
    CHECK(count >= below); // cumulative
    below = count;
  }
  CHECK(below == 3);
  CHECK(page.sum("golb_requests_total", {label("method", "POST")}) == 1);
}

TEST_CASE_METHOD(fixture, "a request counts once, for the backend that answered, however often it was tried") {
  auto& balancer =
      start_balancer({.backends = start_backends(2), .workers = 1, .settings = {{"health.interval", "1h"}}});
  backends().front().kill();

  CHECK(traffic(balancer.port(), {.clients = 1, .requests = 10}).finish().failures.empty());

  const auto page = metrics_after(balancer, 10);
  CHECK(page.sum("golb_requests_total", {label("backend", backends().back().url())}) == 10);
  CHECK(page.sum("golb_retries_total") >= 1);
}

TEST_CASE_METHOD(fixture, "the metrics count what is in flight, tell who is up, and describe the process") {
  auto& slow = start_backend({"--delay", "2s"});
  auto& balancer = start_balancer({.backends = {slow.url()}});
  {
    http_client client(balancer.port());
    client.send("GET", "/");
    CHECK(eventually([&] { return balancer.in_flight() == 1; }));
  }
  CHECK(eventually([&] { return balancer.in_flight() == 0; }));

  const auto page = balancer.metrics();
  CHECK(page.type("golb_backend_in_flight") == "gauge");
  CHECK(page.series().at("golb_backend_up{" + label("backend", slow.url()) + ",pool=\"main\"}") == 1);
  CHECK(page.sum("golb_build_info") == 1);
  CHECK(page.sum("process_resident_memory_bytes") > 0);
  CHECK(page.sum("process_open_fds") > 0);
  for (const auto& [name, value] : page.series()) {
    INFO(name);
    CHECK((name.starts_with("golb_") || name.starts_with("process_")));
  }
}

TEST_CASE_METHOD(fixture, "requests to Loadex's own addresses are not counted, whatever becomes of them") {
  auto& balancer = start_balancer({.backends = start_backends(1)});
  const auto ask = [&](const std::string& request) {
    http_client client(balancer.port());
    client.stream().send(request);
    return client.read_response().status;
  };
  const std::string host = " HTTP/1.1\r\nHost: localhost\r\n";
  const std::string chunked = "Transfer-Encoding: chunked\r\n\r\n10001\r\n" + std::string(65537, 'x');

  CHECK(ask("GET /healthz" + host + "\r\n") == 200);
  CHECK(ask("GET /api/add" + host + "\r\n") == 405);
  CHECK(ask("GET /api/health HTTP/1.1\r\nHost: evil.example\r\n\r\n") == 403);
  CHECK(ask("GET /loadex/v1/any" + host + "\r\n") == 404);
  CHECK(ask("POST /api/add" + host + "Content-Length: 65537\r\n\r\n") == 413);
  CHECK(ask("POST /api/add" + host + chunked) == 413);
  CHECK(ask("OPTIONS /api/add" + host + "Max-Forwards: 0\r\n\r\n") == 200);
  CHECK(balancer.metrics().sum("golb_requests_total") == 0);
  CHECK(balancer.metrics().sum("golb_failures_total") == 0);

  // These are for Loadex only because they may go no further.
  CHECK(ask("OPTIONS /" + host + "Max-Forwards: 0\r\n\r\n") == 200);
  CHECK(ask("OPTIONS /" + host + "Max-Forwards: 0\r\nContent-Length: 65537\r\n\r\n") == 413);
  CHECK(eventually([&] { return balancer.metrics().sum("golb_requests_total") == 2; }));
  CHECK(eventually([&] { return balancer.metrics().sum("golb_failures_total") == 1; }));
}

TEST_CASE_METHOD(fixture, "a made-up method becomes no label of its own") {
  auto& balancer = start_balancer({.backends = start_backends(1)});

  http_client(balancer.port()).ask("BREW", "/");

  CHECK(eventually([&] { return balancer.metrics().sum("golb_requests_total", {label("method", "OTHER")}) == 1; }));
  CHECK(balancer.metrics().sum("golb_requests_total", {"BREW"}) == 0);
}

TEST_CASE_METHOD(fixture, "every failure counts by its reason and the backend that the request was with") {
  auto& balancer =
      start_balancer({.backends = start_backends(2), .workers = 1, .settings = {{"health.interval", "1h"}}});
  const auto dead = backends().front().url();
  backends().front().kill();
  http_client client(balancer.port());
  for (int i = 0; i < 2; ++i)
    CHECK(client.get("/").status == 200);
  client.stream().send("GET / HTTP/1.1\r\n\r\n");
  CHECK(client.read_response().status == 400);

  const auto page = metrics_after(balancer, 3);
  const auto& series = page.series();
  const auto refused =
      series.at("golb_failures_total{backend=\"" + dead + "\",reason=\"connect_refused\",pool=\"main\"}");
  CHECK(refused >= 1); // until all know that it is down
  CHECK(series.at(R"(golb_failures_total{backend="",reason="malformed_request",pool=""})") == 1);
  CHECK(series.at(R"(golb_retries_total{reason="connect_refused",pool="main"})") == refused);
  CHECK(series.at(R"(golb_pool_events_total{event="backend down",pool="main"})") == 1);
}
