#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/gate.hpp"
#include "tests/support/e2e/http_client.hpp"
#include "tests/support/e2e/pattern.hpp"
#include "tests/support/e2e/scripted_backend.hpp"

#include <catch2/catch.hpp>

#include <csignal>
#include <thread>

using namespace loadex::tests::e2e;
using namespace std::chrono_literals;

namespace {

const header_fields upgrade{{"Connection", "Upgrade"}, {"Upgrade", "websocket"}};

/// Grants the upgrade with the first words right behind it, echoes until the client has finished, then says goodbye.
void echo_in_tunnel(conversation& c) {
  c.stream.send(to_bytes("HTTP/1.1 101 Switching Protocols", upgrade) + "hello");
  for (auto piece = c.stream.read_some(); !piece.empty(); piece = c.stream.read_some())
    c.stream.send(piece);
  c.stream.send("bye");
  c.hang_up();
}

} // namespace

TEST_CASE_METHOD(fixture, "a granted upgrade becomes a tunnel with half-close") {
  scripted_backend backend(echo_in_tunnel);
  auto& balancer = start_balancer({.backends = {backend.url()}});

  http_client client(balancer.port());
  client.send("GET", "/chat", upgrade);
  const auto answer = read_response_head(client.stream());
  CHECK(answer.status == 101);
  CHECK(answer.value("Upgrade") == "websocket");
  CHECK(answer.value("Connection") == "Upgrade");

  CHECK(client.stream().read_exactly(5) == "hello");
  for (const auto* word : {"ping", "pong"}) {
    client.stream().send(word);
    CHECK(client.stream().read_exactly(4) == word);
  }
  client.stream().finish_sending();
  CHECK(client.stream().read_to_end() == "bye");
  CHECK(eventually([&] { return balancer.metrics().sum("golb_requests_total", {label("status", "101")}) == 1; }));
}

TEST_CASE_METHOD(fixture, "what a client sends right behind its upgrade request goes into the tunnel") {
  scripted_backend backend(echo_in_tunnel);
  auto& balancer = start_balancer({.backends = {backend.url()}});

  http_client client(balancer.port());
  auto fields = upgrade;
  fields.push_back({"Host", "localhost"});
  client.stream().send(to_bytes("GET /chat HTTP/1.1", fields) + "early");
  CHECK(read_response_head(client.stream()).status == 101);

  CHECK(client.stream().read_exactly(10) == "helloearly");
}

TEST_CASE_METHOD(fixture, "a backend that has finished its side of a tunnel still gets what the client says") {
  gate finished;
  std::string heard;
  scripted_backend backend([&](conversation& c) {
    c.stream.send(to_bytes("HTTP/1.1 101 Switching Protocols", upgrade) + "that is all");
    c.stream.finish_sending();
    heard = c.stream.read_to_end();
    finished.open();
    c.hang_up();
  });
  auto& balancer = start_balancer({.backends = {backend.url()}});

  http_client client(balancer.port());
  client.send("GET", "/chat", upgrade);
  CHECK(read_response_head(client.stream()).status == 101);
  CHECK(client.stream().read_to_end() == "that is all");
  client.stream().send("thank you");
  client.stream().finish_sending();

  REQUIRE(finished.pass());
  CHECK(heard == "thank you");
}

TEST_CASE_METHOD(fixture, "an open tunnel is one request in flight, and a shutdown ends it at the deadline") {
  scripted_backend backend(echo_in_tunnel);
  auto& balancer = start_balancer({.backends = {backend.url()}, .settings = {{"shutdown.deadline", "300ms"}}});

  http_client client(balancer.port());
  client.send("GET", "/chat", upgrade);
  CHECK(read_response_head(client.stream()).status == 101);
  CHECK(client.stream().read_exactly(5) == "hello");
  CHECK(balancer.in_flight() == 1);

  balancer.process().signal(SIGTERM);
  balancer.process().await_line("shutting down");
  client.stream().send("ping");
  CHECK(client.stream().read_exactly(4) == "ping"); // it may go on until then
  CHECK(client.stream().peer_leaves());
  CHECK(balancer.process().wait(5s) == 0);
  CHECK(balancer.events("shutdown deadline passed").size() == 1);
}

TEST_CASE_METHOD(fixture, "a tunnel carries 8 MiB both ways at once, byte for byte") {
  constexpr std::size_t size = 8 * 1024 * 1024;
  scripted_backend backend(echo_in_tunnel);
  auto& balancer = start_balancer({.backends = {backend.url()}});

  http_client client(balancer.port());
  client.send("GET", "/chat", upgrade);
  CHECK(read_response_head(client.stream()).status == 101);
  std::thread sender([&] {
    client.stream().send(pattern(0, size));
    client.stream().finish_sending();
  });
  const auto received = client.stream().read_to_end();
  sender.join();

  CHECK(received == "hello" + pattern(0, size) + "bye");
}

TEST_CASE_METHOD(fixture, "a refused upgrade is an ordinary response") {
  scripted_backend backend([](conversation& c) { c.answer(426, "not here"); });
  auto& balancer = start_balancer({.backends = {backend.url()}});

  http_client client(balancer.port());
  for (int i = 0; i < 2; ++i)
    CHECK(client.get("/chat", upgrade).status == 426);
}

TEST_CASE_METHOD(fixture, "a 101 that nobody asked for is a malformed response") {
  scripted_backend backend([](conversation& c) { c.send_head("HTTP/1.1 101 Switching Protocols", upgrade); });
  auto& balancer = start_balancer({.backends = {backend.url()}});

  const auto answer = http_client(balancer.port()).get("/");

  CHECK(answer.status == 502);
  CHECK(nlohmann::json::parse(answer.body).at("reason") == "malformed_response");
}

TEST_CASE_METHOD(fixture, "a 101 to another protocol than the client asked for is a malformed response") {
  scripted_backend backend([](conversation& c) {
    c.send_head("HTTP/1.1 101 Switching Protocols", {{"Connection", "Upgrade"}, {"Upgrade", "something-else"}});
  });
  auto& balancer = start_balancer({.backends = {backend.url()}});

  CHECK(http_client(balancer.port()).get("/", upgrade).status == 502);
}

TEST_CASE_METHOD(fixture, "a silent tunnel ends after its own timeout") {
  scripted_backend backend(echo_in_tunnel);
  auto& balancer = start_balancer({.backends = {backend.url()}, .settings = {{"proxy.tunnel-timeout", "200ms"}}});

  http_client client(balancer.port());
  client.send("GET", "/chat", upgrade);
  CHECK(read_response_head(client.stream()).status == 101);
  CHECK(client.stream().read_exactly(5) == "hello");

  CHECK(client.stream().peer_leaves());
}
