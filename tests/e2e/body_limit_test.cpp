#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/gate.hpp"
#include "tests/support/e2e/http_client.hpp"
#include "tests/support/e2e/scripted_backend.hpp"

#include <catch2/catch.hpp>

#include <thread>

using namespace loadex::tests::e2e;

namespace {

void echo_body(conversation& c) {
  c.answer(200, c.read_body());
}

/// Sends a chunk of `size` bytes every 20 ms, until `count` of them are sent or the answer has come.
void drip(http_client& client, std::size_t size, int count) {
  try {
    for (int i = 0; i < count; ++i) {
      client.stream().send(chunk(std::string(size, 'x')));
      let_pass(std::chrono::milliseconds(20));
    }
    client.stream().send(last_chunk);
  } catch (const connection_ended&) { // it was refused: the answer tells why
  }
}

} // namespace

TEST_CASE_METHOD(fixture, "a body that is announced longer than limits.body is refused unheard") {
  scripted_backend backend(echo_body);
  auto& balancer = start_balancer({.backends = {backend.url()}, .settings = {{"limits.body", R"("4B")"}}});

  http_client client(balancer.port());
  CHECK(client.ask("PUT", "/", {}, "four").body == "four");
  client.stream().send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
  const auto answer = client.read_response();

  CHECK(answer.status == 413);
  CHECK(reason_in(answer) == "body_too_large");
  CHECK(answer.value("Connection") == "close");
  CHECK(backend.requests() == 1);
  CHECK(eventually([&] {
    return balancer.metrics().sum("golb_failures_total", {label("reason", "body_too_large"), label("backend", "")}) ==
           1;
  }));
}

TEST_CASE_METHOD(fixture, "a chunked body is broken off where it passes limits.body") {
  scripted_backend backend(echo_body);
  auto& balancer = start_balancer({.backends = {backend.url()}, .settings = {{"limits.body", R"("4B")"}}});

  http_client client(balancer.port());
  client.stream().send("PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk("four"));
  REQUIRE(eventually([&] { return backend.requests() == 1; }));
  client.stream().send(chunk("5"));
  const auto answer = client.read_response();

  CHECK(answer.status == 413);
  CHECK(client.stream().peer_leaves());
  CHECK(balancer.is_healthy(backend.url())); // not its fault
}

TEST_CASE_METHOD(fixture, "an upload slower than limits.upload-rate is refused, a slow one that keeps to it is not",
                 "[timing]") {
  scripted_backend backend(echo_body);
  auto& balancer = start_balancer({.backends = {backend.url()},
                                   .settings = {{"limits.upload-rate", R"("2KiB")"}, {"proxy.body-timeout", "300ms"}}});
  const auto head = "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

  http_client steady(balancer.port());
  steady.stream().send(head);
  drip(steady, 1000, 50); // for longer than the timeout
  CHECK(steady.read_response().body.size() == 50'000);

  http_client dripping(balancer.port());
  dripping.stream().send(head);
  drip(dripping, 1, 500);
  const auto answer = dripping.read_response();
  CHECK(answer.status == 408);
  CHECK(reason_in(answer) == "body_timeout");
  CHECK(balancer.is_healthy(backend.url()));
}

TEST_CASE_METHOD(fixture, "the time that a backend takes for an upload is not the client's") {
  scripted_backend backend([](conversation& c) {
    let_pass(std::chrono::milliseconds(1500)); // takes nothing meanwhile
    c.answer(200, std::to_string(c.read_body().size()));
  });
  auto& balancer = start_balancer(
      {.backends = {backend.url()}, .settings = {{"proxy.body-timeout", "1s"}, {"proxy.response-timeout", "1s"}}});

  const std::string body(32 << 20, 'x'); // more than all buffers on the way
  CHECK(http_client(balancer.port()).ask("PUT", "/", {}, body).body == std::to_string(body.size()));
}

TEST_CASE_METHOD(fixture, "a backend that takes nothing of an upload makes 504") {
  gate over;
  scripted_backend backend([&over](conversation& c) {
    over.pass(); // takes nothing
    c.hang_up();
  });
  auto& balancer = start_balancer({.backends = {backend.url()}, .settings = {{"proxy.idle-timeout", "200ms"}}});

  http_client client(balancer.port());
  client.stream().send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 67108864\r\n\r\n");
  std::jthread uploading([&client] {
    try {
      for (int i = 0; i < 64; ++i)
        client.stream().send(std::string(1 << 20, 'x'));
    } catch (const connection_ended&) { // the answer has come before the end
    }
  });
  const auto answer = client.read_response();
  CHECK(answer.status == 504);
  CHECK(reason_in(answer) == "response_timeout");
  CHECK(client.stream().peer_leaves());
  uploading.join();
  CHECK(eventually([&] { return balancer.metrics().sum("golb_requests_total", {label("status", "504")}) == 1; }));
  over.open();
}
