#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/http_client.hpp"
#include "tests/support/e2e/reserved_port.hpp"
#include "tests/support/e2e/scripted_backend.hpp"

#include <catch2/catch.hpp>

#include <atomic>

using namespace loadex::tests::e2e;

namespace {

/// Reads every request and ends the connection without a byte of an answer.
void break_off(conversation& c) {
  c.read_body();
  c.hang_up();
}

void echo_body(conversation& c) {
  c.answer(200, "echo " + c.read_body());
}

/// Round robin on one worker, so that one of any two requests goes to the first backend.
daemon_setup two_in_turn(const scripted_backend& first, const scripted_backend& second) {
  return {.backends = {first.url(), second.url()}, .workers = 1};
}

double refused(const daemon_process& balancer, const std::string& why) {
  return balancer.metrics().sum("golb_retries_refused_total", {label("reason", why)});
}

} // namespace

TEST_CASE_METHOD(fixture, "a GET whose fresh connection breaks goes to another backend") {
  scripted_backend broken(break_off);
  scripted_backend sound(echo_body);
  auto& balancer = start_balancer(two_in_turn(broken, sound));

  http_client client(balancer.port());
  for (int i = 0; i < 2; ++i)
    CHECK(client.get("/").status == 200);

  CHECK(broken.requests() >= 1);
  CHECK(balancer.metrics().sum("golb_retries_total", {label("reason", "reset")}) == Approx(broken.requests()));
}

TEST_CASE_METHOD(fixture, "a PUT is sent again with its body while that is held") {
  scripted_backend broken(break_off);
  scripted_backend sound(echo_body);
  auto& balancer = start_balancer(two_in_turn(broken, sound));

  http_client client(balancer.port());
  const std::string body(50'000, 'x');
  for (int i = 0; i < 2; ++i)
    CHECK(client.ask("PUT", "/", {}, body).body == "echo " + body);

  CHECK(broken.requests() >= 1);
}

TEST_CASE_METHOD(fixture, "a body beyond the replay limit is not sent again") {
  scripted_backend broken(break_off);
  auto& balancer = start_balancer({.backends = {broken.url()}, .settings = {{"proxy.replay-limit", R"("1KiB")"}}});

  const auto answer = http_client(balancer.port()).ask("PUT", "/", {}, std::string(200'000, 'x'));

  CHECK(answer.status == 502);
  CHECK(reason_in(answer) == "reset");
  CHECK(broken.requests() == 1);
  CHECK(refused(balancer, "body_not_held") == 1);
}

TEST_CASE_METHOD(fixture, "a POST is not sent again once its bytes have gone to a fresh connection that breaks") {
  scripted_backend broken(break_off);
  scripted_backend also_broken(break_off);
  auto& balancer = start_balancer(two_in_turn(broken, also_broken));

  const auto answer = http_client(balancer.port()).ask("POST", "/", {}, "order");

  CHECK(answer.status == 502);
  CHECK(reason_in(answer) == "reset");
  CHECK(broken.requests() + also_broken.requests() == 1);
  CHECK(refused(balancer, "not_idempotent") == 1);
}

TEST_CASE_METHOD(fixture, "an idle connection that the backend has closed costs no request of any method") {
  std::atomic<int> closed = 0;
  scripted_backend backend([&](conversation& c) {
    echo_body(c);
    c.stream.shut_down(); // though the response did not say so
    ++closed;
    c.hang_up();
  });
  auto& balancer = start_balancer({.backends = {backend.url()}, .workers = 1});

  http_client client(balancer.port());
  int asked = 0;
  for (const auto* method : {"GET", "POST", "PUT"}) {
    CHECK(client.ask(method, "/", {}, "data").body == "echo data");
    ++asked;
    // Until the balancer can see that the connection is closed.
    CHECK(eventually([&] { return closed == asked && balancer.in_flight() == 0; }));
  }
}

TEST_CASE_METHOD(
    fixture, "an idempotent request on an idle connection that ends without an answer is sent again to that backend") {
  const auto* method = GENERATE("GET", "PROPFIND", "REPORT", "MKCALENDAR", "QUERY");
  CAPTURE(method);
  std::atomic<int> asked = 0;
  scripted_backend backend([&](conversation& c) {
    if (++asked == 2) // the first on the reused connection
      break_off(c);
    else
      echo_body(c);
  });
  auto& balancer = start_balancer({.backends = {backend.url()}, .workers = 1});

  http_client client(balancer.port());
  for (int i = 0; i < 2; ++i)
    CHECK(client.ask(method, "/", {}, "data").body == "echo data");

  CHECK(asked == 3);
  CHECK(backend.connections() == 2);
  CHECK(balancer.is_healthy(backend.url())); // a stale connection is nobody's fault
}

TEST_CASE_METHOD(fixture, "a malformed response is not retried") {
  scripted_backend garbled(
      [](conversation& c) { c.stream.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nbody"); });
  scripted_backend second([](conversation& c) { c.stream.send("no HTTP at all\r\n\r\n"); });
  auto& balancer = start_balancer(two_in_turn(garbled, second));

  for (int i = 0; i < 2; ++i) {
    const auto answer = http_client(balancer.port()).get("/");
    CHECK(answer.status == 502);
    CHECK(reason_in(answer) == "malformed_response");
  }

  CHECK(garbled.requests() == 1);
  CHECK(second.requests() == 1);
}

TEST_CASE_METHOD(fixture, "a request is tried on three backends at most") {
  scripted_backend one(break_off);
  scripted_backend two(break_off);
  scripted_backend three(break_off);
  scripted_backend four(break_off);
  auto& balancer = start_balancer({.backends = {one.url(), two.url(), three.url(), four.url()}});

  CHECK(http_client(balancer.port()).get("/").status == 502);

  CHECK(one.requests() + two.requests() + three.requests() + four.requests() == 3);
  CHECK(refused(balancer, "attempts_exhausted") == 1);
}

TEST_CASE_METHOD(fixture, "five broken requests in a row take a backend out, and its probe brings it back") {
  scripted_backend broken(break_off);
  auto& balancer = start_balancer({.backends = {broken.url(), start_backend().url()},
                                   .algorithm = "first",
                                   .workers = 1,
                                   .settings = {{"health.interval", "1h"}}});

  for (int i = 0; i < 5; ++i)
    CHECK(http_client(balancer.port()).get("/").status == 200); // from the other one
  REQUIRE(eventually([&] { return !balancer.events("backend down").empty(); }));
  CHECK(balancer.events("backend down").front().at("reason") == "reset");

  CHECK(eventually([&] { return balancer.is_healthy(broken.url()); }));
}

TEST_CASE_METHOD(fixture, "a POST whose connect is refused goes to another backend while its body is still coming") {
  const auto* framing = GENERATE("Transfer-Encoding: chunked", "Content-Length: 10");
  CAPTURE(framing);
  const bool chunked = std::string_view(framing).starts_with("T");
  reserved_port nobody;
  scripted_backend sound(echo_body);
  const auto port_of_sound = sound.url().substr(sound.url().rfind(':') + 1);
  auto& balancer = start_balancer({.backends = {"http://127.0.0.1:" + std::to_string(nobody.number()), sound.url()},
                                   .algorithm = "first",
                                   .workers = 1,
                                   .settings = {{"health.port", port_of_sound}}});

  http_client client(balancer.port());
  client.stream().send("POST / HTTP/1.1\r\nHost: a\r\n" + std::string(framing) + "\r\n\r\n");
  REQUIRE(eventually(
      [&] { return balancer.metrics().sum("golb_retries_total", {label("reason", "connect_refused")}) == 1; }));
  for (int i = 0; i < 2; ++i)
    client.stream().send(chunked ? chunk("hello") : "hello");
  if (chunked)
    client.stream().send(last_chunk);

  CHECK(client.read_response().body == "echo hellohello");
}

TEST_CASE_METHOD(fixture, "responses beyond our own limits are 502, take no backend out and are not repeated") {
  const auto answer = GENERATE(values<std::string>({
      "X: " + std::string(40'000, 'x') + "\r\n",
      [] {
        std::string fields;
        for (int i = 0; i < 105; ++i)
          fields += "X: 1\r\n";
        return fields;
      }(),
  }));
  scripted_backend backend([&](conversation& c) {
    if (c.asked.target == "/small")
      return c.answer(200);
    c.stream.send("HTTP/1.1 200 OK\r\n" + answer + "Content-Length: 0\r\n\r\n");
    c.hang_up();
  });
  auto& balancer =
      start_balancer({.backends = {backend.url(), start_backend().url()}, .settings = {{"health.interval", "1h"}}});

  for (int i = 0; i < 20; ++i) {
    const auto refused = http_client(balancer.port()).get("/");
    CHECK((refused.status == 200 || reason_in(refused) == "response_too_large"));
  }
  for (int i = 0; i < 4; ++i)
    CHECK(http_client(balancer.port()).get("/small").status == 200);

  CHECK(balancer.events("backend down").empty());
  CHECK(backend.requests() == 12); // every other one
  CHECK(eventually(
      [&] { return balancer.metrics().sum("golb_failures_total", {label("reason", "response_too_large")}) == 10; }));
}
