#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/gate.hpp"
#include "tests/support/e2e/http_client.hpp"
#include "tests/support/e2e/scripted_backend.hpp"

#include <catch2/catch.hpp>

using namespace loadex::tests::e2e;

namespace {

void echo_target(conversation& c) {
  c.answer(200, c.asked.target + c.read_body());
}

} // namespace

TEST_CASE_METHOD(fixture, "requests one after another share the connection on both sides") {
  scripted_backend backend(echo_target);
  auto& balancer = start_balancer({.backends = {backend.url()}, .workers = 1});

  http_client client(balancer.port());
  for (int i = 0; i < 10; ++i)
    CHECK(client.get("/" + std::to_string(i)).body == "/" + std::to_string(i));

  CHECK(backend.connections() == 1);
}

TEST_CASE_METHOD(fixture, "pipelined requests are answered in order") {
  scripted_backend backend(echo_target);
  auto& balancer = start_balancer({.backends = {backend.url()}});

  http_client client(balancer.port());
  client.stream().send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n"
                       "POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n-body"
                       "POST /3 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n-piece\r\n0\r\n\r\n"
                       "GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n"
                       "GET /4 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

  for (const auto* body : {"/1", "/2-body", "/3-piece", "ready\n", "/4"})
    CHECK(client.read_response().body == body);
  CHECK(client.stream().peer_leaves());
}

TEST_CASE_METHOD(fixture, "a request head may come byte by byte") {
  scripted_backend backend(echo_target);
  auto& balancer = start_balancer({.backends = {backend.url()}});

  http_client client(balancer.port());
  for (const char byte : std::string_view("GET /slowly HTTP/1.1\r\nHost: a\r\n\r\n"))
    client.stream().send({&byte, 1});

  CHECK(client.read_response().body == "/slowly");
}

TEST_CASE_METHOD(fixture, "an HTTP/1.0 client gets no chunks, and the end of the body is the end of the connection") {
  scripted_backend backend([](conversation& c) {
    c.send_head("HTTP/1.1 200 OK", {{"Transfer-Encoding", "chunked"}});
    c.stream.send(chunk("one, ") + chunk("two") + std::string(last_chunk));
  });
  auto& balancer = start_balancer({.backends = {backend.url()}});

  http_client client(balancer.port());
  client.stream().send("GET / HTTP/1.0\r\n\r\n");
  const auto answer = read_response_head(client.stream());

  CHECK(answer.status == 200);
  CHECK_FALSE(answer.has("Transfer-Encoding"));
  CHECK(client.stream().read_to_end() == "one, two");
}

TEST_CASE_METHOD(fixture, "an HTTP/1.0 client that asks for it keeps its connection") {
  scripted_backend backend(echo_target);
  auto& balancer = start_balancer({.backends = {backend.url()}});

  http_client client(balancer.port());
  for (int i = 0; i < 2; ++i) {
    client.stream().send("GET /again HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    const auto answer = client.read_response();
    CHECK(answer.value("Connection") == "keep-alive");
    CHECK(answer.body == "/again");
  }
}

TEST_CASE_METHOD(fixture, "a client that breaks its connection cancels its request at the backend") {
  gate asked;
  gate cancelled;
  scripted_backend backend([&](conversation& c) {
    asked.open();
    if (c.stream.peer_leaves())
      cancelled.open();
  });
  auto& balancer = start_balancer({.backends = {backend.url()}});
  {
    http_client client(balancer.port());
    client.send("GET", "/long");
    REQUIRE(asked.pass());
    CHECK(balancer.in_flight() == 1);
    client.stream().end_with_reset();
  }

  CHECK(cancelled.pass());
  CHECK(eventually([&] { return balancer.in_flight() == 0; }));
  CHECK(eventually([&] { return balancer.metrics().sum("golb_requests_total", {label("status", "499")}) == 1; }));
  CHECK(balancer.is_healthy(backend.url())); // not its fault
}

TEST_CASE_METHOD(fixture, "a client that leaves in the middle of its upload cancels it at the backend") {
  gate asked;
  gate cancelled;
  scripted_backend backend([&](conversation& c) {
    asked.open();
    try {
      c.read_body();
    } catch (const connection_ended&) {
      cancelled.open();
      throw;
    }
  });
  auto& balancer = start_balancer({.backends = {backend.url()}});
  {
    http_client client(balancer.port());
    client.stream().send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nbeginning");
    REQUIRE(asked.pass());
  }

  CHECK(cancelled.pass());
  CHECK(eventually([&] { return balancer.metrics().sum("golb_requests_total", {label("status", "499")}) == 1; }));
}

TEST_CASE_METHOD(fixture, "a client that leaves in the middle of its download cancels it at the backend") {
  gate cancelled;
  scripted_backend backend([&](conversation& c) {
    c.send_head("HTTP/1.1 200 OK", {{"Transfer-Encoding", "chunked"}});
    try {
      for (;;)
        c.stream.send(chunk(std::string(10'000, 'x')));
    } catch (const connection_ended&) {
      cancelled.open();
      throw;
    }
  });
  auto& balancer = start_balancer({.backends = {backend.url()}});
  {
    http_client client(balancer.port());
    client.send("GET", "/endless");
    client.stream().read_exactly(100'000);
  }

  CHECK(cancelled.pass());
  CHECK(eventually([&] { return balancer.in_flight() == 0; }));
}

TEST_CASE_METHOD(fixture, "a response that comes before the end of its request is relayed and ends the connection") {
  scripted_backend backend([](conversation& c) {
    c.answer(413, "too much");
    c.hang_up();
  });
  auto& balancer = start_balancer({.backends = {backend.url()}});

  http_client client(balancer.port());
  client.stream().send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nbeginning");
  const auto answer = client.read_response();

  CHECK(answer.status == 413);
  CHECK(answer.body == "too much");
  CHECK(answer.value("Connection") == "close");
}

TEST_CASE_METHOD(fixture, "what two parsers could read differently is refused, and nothing of it reaches a backend") {
  scripted_backend backend(echo_target);
  auto& balancer = start_balancer({.backends = {backend.url()}});

  for (const auto* bytes :
       {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nbody",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\nHost: a\n\n"}) {
    INFO(bytes);
    http_client client(balancer.port());
    client.stream().send(bytes);
    CHECK(client.read_response().status == 400);
    CHECK(client.stream().peer_leaves());
  }
  CHECK(backend.requests() == 0);
}
