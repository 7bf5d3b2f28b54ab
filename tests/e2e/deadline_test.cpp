#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/http_client.hpp"
#include "tests/support/e2e/scripted_backend.hpp"

#include <catch2/catch.hpp>

using namespace loadex::tests::e2e;

namespace {

void never_answer(conversation& c) {
  c.stream.peer_leaves();
  c.hang_up();
}

} // namespace

TEST_CASE_METHOD(fixture, "a request head that is not whole in time is answered with 408") {
  auto& balancer = start_balancer({.backends = start_backends(1), .settings = {{"proxy.header-timeout", "200ms"}}});

  http_client client(balancer.port());
  client.stream().send("GET / HTTP/1.1\r\nHost: a\r\n");
  const auto answer = client.read_response();

  CHECK(answer.status == 408);
  CHECK(reason_in(answer) == "header_timeout");
  CHECK(client.stream().peer_leaves());
}

TEST_CASE_METHOD(fixture, "the rest of a pipelined head has a deadline too") {
  auto& balancer = start_balancer({.backends = start_backends(1), .settings = {{"proxy.header-timeout", "200ms"}}});

  http_client client(balancer.port());
  client.stream().send("GET / HTTP/1.1\r\nHost: a\r\n\r\nG");

  CHECK(client.read_response().status == 200);
  CHECK(client.read_response().status == 408);
  CHECK(client.stream().peer_leaves());
}

TEST_CASE_METHOD(fixture, "the body of an admin request has a deadline") {
  auto& balancer = start_balancer({.backends = start_backends(1), .settings = {{"proxy.idle-timeout", "200ms"}}});

  http_client client(balancer.port());
  client.stream().send("POST /api/add HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n");

  CHECK(client.stream().peer_leaves());
}

TEST_CASE_METHOD(fixture, "a request whose head never came whole adds nothing to the durations") {
  auto& balancer = start_balancer({.backends = start_backends(1), .settings = {{"proxy.header-timeout", "200ms"}}});

  http_client client(balancer.port());
  client.stream().send("GET");
  CHECK(client.read_response().status == 408);

  REQUIRE(eventually(
      [&] { return balancer.metrics().sum("golb_request_duration_seconds_count", {label("status", "408")}) == 1; }));
  CHECK(balancer.metrics().sum("golb_request_duration_seconds_sum", {label("status", "408")}) < 1);
}

TEST_CASE_METHOD(fixture, "a backend that stops in the middle of a chunked body is cut off after the idle timeout") {
  scripted_backend backend([](conversation& c) {
    c.send_head("HTTP/1.1 200 OK", {{"Transfer-Encoding", "chunked"}});
    c.stream.send("3\r\nabc\r\n");
    c.stream.peer_leaves();
    c.hang_up();
  });
  auto& balancer = start_balancer({.backends = {backend.url()}, .settings = {{"proxy.idle-timeout", "200ms"}}});

  http_client client(balancer.port());
  client.send("GET", "/");

  CHECK_THROWS_AS(client.read_response(), connection_ended);
  CHECK(eventually([&] { return balancer.events("proxy error").size() == 1; }));
  CHECK(balancer.events("proxy error").front().at("reason") == "idle_timeout");
}

TEST_CASE_METHOD(fixture, "a client that stalls its upload behind an early response is not blamed on the backend") {
  scripted_backend backend([](conversation& c) {
    c.send_head("HTTP/1.1 200 OK", {{"Transfer-Encoding", "chunked"}});
    c.stream.send("3\r\nabc\r\n");
    c.stream.read_to_end(); // the body that never comes whole
    c.hang_up();
  });
  auto& balancer = start_balancer({.backends = {backend.url()}, .settings = {{"proxy.body-timeout", "200ms"}}});

  http_client client(balancer.port());
  client.stream().send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc");
  CHECK_THROWS_AS(client.read_response(), connection_ended);

  CHECK(eventually([&] { return balancer.metrics().sum("golb_backend_in_flight") == 0; }));
  CHECK(balancer.events("proxy error").empty());
}

TEST_CASE_METHOD(fixture, "a client that breaks off behind a pipelined request is noticed while the first one waits") {
  scripted_backend silent(never_answer);
  auto& balancer = start_balancer({.backends = {silent.url()}});
  {
    http_client client(balancer.port());
    client.stream().send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n");
    REQUIRE(eventually([&] { return silent.requests() == 1; }));
    client.stream().send("GET /2 HTTP/1.1\r\nHost: a\r\n\r\n");
    client.stream().end_with_reset();
  }
  CHECK(eventually([&] { return balancer.metrics().sum("golb_backend_in_flight") == 0; }));
}

TEST_CASE_METHOD(fixture, "interim responses do not put off the deadline of the final one") {
  scripted_backend backend([](conversation& c) {
    for (int i = 0; i < 10'000'000; ++i) // until the balancer has had enough
      c.stream.send("HTTP/1.1 102 Processing\r\n\r\n");
  });
  auto& balancer = start_balancer({.backends = {backend.url()}, .settings = {{"proxy.response-timeout", "200ms"}}});

  CHECK(http_client(balancer.port()).get("/").status == 504);
}

TEST_CASE_METHOD(fixture, "a client that is idle for too long is let go") {
  auto& balancer = start_balancer({.backends = start_backends(1), .settings = {{"proxy.idle-timeout", "200ms"}}});

  http_client client(balancer.port());
  CHECK(client.get("/").status == 200);

  CHECK(client.stream().peer_leaves());
}

TEST_CASE_METHOD(fixture, "a request body that stops coming is answered with 408") {
  scripted_backend backend([](conversation& c) { c.answer(200, c.read_body()); });
  auto& balancer = start_balancer({.backends = {backend.url()}, .settings = {{"proxy.body-timeout", "200ms"}}});

  http_client client(balancer.port());
  client.stream().send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nbeginning");
  const auto answer = client.read_response();

  CHECK(answer.status == 408);
  CHECK(reason_in(answer) == "body_timeout");
  CHECK(balancer.is_healthy(backend.url())); // not its fault
}

TEST_CASE_METHOD(fixture, "a backend that does not answer in time makes 504, and nobody else is asked") {
  scripted_backend silent(never_answer);
  scripted_backend second(never_answer);
  auto& balancer = start_balancer(
      {.backends = {silent.url(), second.url()}, .workers = 1, .settings = {{"proxy.response-timeout", "200ms"}}});

  http_client client(balancer.port());
  const auto answer = client.get("/");

  CHECK(answer.status == 504);
  CHECK(reason_in(answer) == "response_timeout");
  CHECK(answer.value("Proxy-Status").find("http_response_timeout") != std::string::npos);
  CHECK(silent.requests() + second.requests() == 1);
  CHECK(eventually([&] { return balancer.metrics().sum("golb_requests_total", {label("status", "504")}) == 1; }));
}

TEST_CASE_METHOD(fixture, "a response that stalls in its body is broken off") {
  scripted_backend backend([](conversation& c) {
    c.send_head("HTTP/1.1 200 OK", {{"Content-Length", "1000"}});
    c.stream.send("beginning");
    never_answer(c);
  });
  auto& balancer = start_balancer({.backends = {backend.url()}, .settings = {{"proxy.idle-timeout", "200ms"}}});

  http_client client(balancer.port());

  CHECK_THROWS_AS(client.get("/"), connection_ended);
}

TEST_CASE_METHOD(fixture, "a client that takes nothing of its response is let go, and no backend is blamed") {
  scripted_backend backend([](conversation& c) {
    c.send_head("HTTP/1.1 200 OK", {{"Transfer-Encoding", "chunked"}});
    for (;;)
      c.stream.send(chunk(std::string(100'000, 'x')));
  });
  auto& balancer = start_balancer({.backends = {backend.url()}, .settings = {{"proxy.idle-timeout", "200ms"}}});

  http_client client(balancer.port());
  client.send("GET", "/");
  CHECK(eventually([&] {
    return balancer.metrics().sum("golb_failures_total", {label("reason", "client_stalled"), backend.url()}) == 1;
  }));
  CHECK(balancer.is_healthy(backend.url()));
  CHECK(balancer.events("proxy error").empty());
}

TEST_CASE_METHOD(fixture, "a client that reads slowly, but reads, gets all of its response", "[timing]") {
  const std::string body(16 << 20, 'x');
  scripted_backend backend([&](conversation& c) { c.answer(200, body); });
  auto& balancer = start_balancer({.backends = {backend.url()}, .settings = {{"proxy.idle-timeout", "300ms"}}});

  http_client client(balancer.port());
  client.send("GET", "/");
  CHECK(read_response_head(client.stream()).status == 200);
  for (int i = 0; i < 16; ++i) { // for longer than the timeout
    let_pass(std::chrono::milliseconds(50));
    CHECK(client.stream().read_exactly(1 << 20).size() == 1 << 20);
  }
}

TEST_CASE_METHOD(fixture, "a response whose chunks make no sense is broken off and told apart from one cut short") {
  scripted_backend backend([](conversation& c) {
    c.send_head("HTTP/1.1 200 OK", {{"Transfer-Encoding", "chunked"}});
    c.stream.send("3\r\nabc\r\nsense\r\n");
    c.stream.peer_leaves();
    c.hang_up();
  });
  auto& balancer = start_balancer({.backends = {backend.url()}});

  CHECK_THROWS_AS(http_client(balancer.port()).get("/"), connection_ended);
  CHECK(eventually([&] { return balancer.events("proxy error").size() == 1; }));
  CHECK(balancer.events("proxy error").front().at("reason") == "malformed_response");
}
