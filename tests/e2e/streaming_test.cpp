#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/gate.hpp"
#include "tests/support/e2e/http_client.hpp"
#include "tests/support/e2e/scripted_backend.hpp"

#include <catch2/catch.hpp>

#include <array>

using namespace loadex::tests::e2e;

TEST_CASE_METHOD(fixture, "each server-sent event arrives before the next is sent") {
  std::array<gate, 3> received;
  scripted_backend backend([&](conversation& c) {
    c.send_head("HTTP/1.1 200 OK", {{"Content-Type", "text/event-stream"}});
    for (auto& seen : received) {
      c.stream.send("data: event\n\n");
      if (!seen.pass())
        break; // the client then misses the next
    }
    c.hang_up();
  });
  auto& balancer = start_balancer({.backends = {backend.url()}});

  http_client client(balancer.port());
  client.send("GET", "/events");
  CHECK(read_response_head(client.stream()).value("Content-Type") == "text/event-stream");
  for (auto& seen : received) {
    client.stream().read_through("data: event\n\n");
    seen.open();
  }
  CHECK_NOTHROW(client.stream().read_through(last_chunk));
}

TEST_CASE_METHOD(fixture, "a stream of server-sent events may be silent for longer than any other response") {
  gate silence_over;
  scripted_backend backend([&](conversation& c) {
    const bool events = c.asked.target == "/events";
    c.send_head("HTTP/1.1 200 OK", {{"Content-Type", events ? "text/event-stream" : "text/plain"}});
    c.stream.send("data: first\n\n");
    if (silence_over.pass())
      c.stream.send("data: second\n\n");
    c.hang_up();
  });
  auto& balancer = start_balancer({.backends = {backend.url()}, .settings = {{"proxy.idle-timeout", "200ms"}}});

  http_client listener(balancer.port());
  listener.send("GET", "/events");
  listener.stream().read_through("data: first\n\n");
  http_client reader(balancer.port());
  reader.send("GET", "/");
  CHECK_THROWS_AS(reader.stream().read_to_end(), connection_ended); // by then the events have been silent for longer
  silence_over.open();

  CHECK_NOTHROW(listener.stream().read_through("data: second\n\n"));
}

TEST_CASE_METHOD(fixture, "the head of a response goes on before its body comes") {
  gate received;
  scripted_backend backend([&](conversation& c) {
    c.send_head("HTTP/1.1 200 OK", {{"Content-Length", "4"}});
    if (received.pass())
      c.stream.send("body");
    else
      c.hang_up();
  });
  auto& balancer = start_balancer({.backends = {backend.url()}});

  http_client client(balancer.port());
  client.send("GET", "/");
  CHECK(read_response_head(client.stream()).status == 200);
  received.open();
  CHECK(client.stream().read_exactly(4) == "body");
}

TEST_CASE_METHOD(fixture, "an upload is passed on while it comes") {
  gate received;
  scripted_backend backend([&](conversation& c) {
    std::string body;
    read_framed_body(c.stream, c.asked, [&](std::string_view piece) {
      body += piece;
      received.open();
    });
    c.answer(200, body);
  });
  auto& balancer = start_balancer({.backends = {backend.url()}});

  http_client client(balancer.port());
  client.stream().send(to_bytes("POST / HTTP/1.1", {{"Host", "localhost"}, {"Transfer-Encoding", "chunked"}}));
  client.stream().send(chunk("first "));
  CHECK(received.pass());
  client.stream().send(chunk("second"));
  client.stream().send(last_chunk);

  CHECK(client.read_response().body == "first second");
}

TEST_CASE_METHOD(fixture, "100-continue goes from end to end before the body is sent") {
  scripted_backend backend([](conversation& c) {
    c.send_head("HTTP/1.1 100 Continue", {});
    c.answer(200, c.asked.value("Expect") + " " + c.read_body());
  });
  auto& balancer = start_balancer({.backends = {backend.url()}});

  http_client client(balancer.port());
  client.stream().send(
      to_bytes("PUT / HTTP/1.1", {{"Host", "localhost"}, {"Expect", "100-continue"}, {"Content-Length", "4"}}));
  CHECK(read_response_head(client.stream()).status == 100);
  client.stream().send("body");

  CHECK(client.read_response().body == "100-continue body");
}

TEST_CASE_METHOD(fixture, "early hints reach an HTTP/1.1 client and are kept from an HTTP/1.0 one") {
  scripted_backend backend([](conversation& c) {
    c.send_head("HTTP/1.1 103 Early Hints", {{"Link", "</style.css>; rel=preload"}});
    c.answer(200, "page");
  });
  auto& balancer = start_balancer({.backends = {backend.url()}});

  http_client modern(balancer.port());
  modern.send("GET", "/");
  const auto hints = read_response_head(modern.stream());
  CHECK(hints.status == 103);
  CHECK(hints.value("Link") == "</style.css>; rel=preload");
  CHECK(modern.read_response().body == "page");

  http_client old(balancer.port());
  old.stream().send("GET / HTTP/1.0\r\n\r\n");
  CHECK(read_response_head(old.stream()).status == 200);
}
