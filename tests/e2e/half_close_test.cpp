#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/gate.hpp"
#include "tests/support/e2e/http_client.hpp"
#include "tests/support/e2e/pattern.hpp"
#include "tests/support/e2e/scripted_backend.hpp"
#include "tests/support/e2e/watched_backend.hpp"

#include <catch2/catch.hpp>

// Peers that have ended their side of a connection (FIN) and may be reading still, beside those that broke it (RST).

using namespace loadex::tests::e2e;
using namespace std::chrono_literals;

namespace {

const header_fields upgrade{{"Connection", "Upgrade"}, {"Upgrade", "tcp"}};

/// In which everything that looks after clients has looked more than once.
constexpr auto a_while = 1500ms;

double cancelled(const daemon_process& balancer) {
  return balancer.metrics().sum("golb_requests_total", {label("status", "499")});
}

/// Opens `left` once the balancer has ended the connection.
scripted_backend::script silent_until(gate& left, std::string_view first_words = {}) {
  return [&left, first_words = std::string(first_words)](conversation& c) {
    if (!first_words.empty())
      c.stream.send(first_words);
    if (c.stream.peer_leaves())
      left.open();
    c.hang_up();
  };
}

} // namespace

TEST_CASE_METHOD(fixture, "a client that has ended its side is answered, however late the answer") {
  gate answer;
  scripted_backend backend([&](conversation& c) {
    answer.pass();
    c.answer(200, "late");
  });
  auto& balancer = start_balancer({.backends = {backend.url()}});

  http_client client(balancer.port());
  client.send("GET", "/");
  client.stream().finish_sending();
  let_pass(a_while);
  answer.open();

  CHECK(client.read_response().body == "late");
  CHECK(client.stream().peer_leaves());
  CHECK(cancelled(balancer) == 0);
}

TEST_CASE_METHOD(fixture, "a client that has ended its side keeps its turn in a queue") {
  watched_backend backend;
  auto& balancer = start_balancer({.backends = {backend.url()}, .settings = {{"balancing.max-connections", "1"}}});
  http_client first(balancer.port());
  first.send("GET", "/held");
  REQUIRE(eventually([&] { return backend.held() == 1; }));

  http_client second(balancer.port());
  second.send("GET", "/held");
  second.stream().finish_sending();
  REQUIRE(eventually([&] { return balancer.queued() == 1; }));
  backend.let_go(2);

  CHECK(second.read_response().status == 200);
  CHECK(first.read_response().status == 200);
}

TEST_CASE_METHOD(fixture, "with abort-on-close a client that ends its side gives up its request") {
  gate left;
  scripted_backend backend(silent_until(left));
  auto& balancer = start_balancer({.backends = {backend.url()}, .settings = {{"proxy.abort-on-close", "true"}}});

  http_client client(balancer.port());
  client.send("GET", "/");
  const bool pipelined = GENERATE(false, true);
  if (pipelined)
    client.send("GET", "/next");
  REQUIRE(eventually([&] { return backend.requests() == 1; }));
  client.stream().finish_sending();

  CHECK(left.pass());
  CHECK(eventually([&] { return cancelled(balancer) == 1; }));
  CHECK(balancer.is_healthy(backend.url()));
}

TEST_CASE_METHOD(fixture, "with abort-on-close a client that ends its side gives up its turn in a queue") {
  watched_backend backend;
  auto& balancer = start_balancer({.backends = {backend.url()},
                                   .settings = {{"balancing.max-connections", "1"}, {"proxy.abort-on-close", "true"}}});
  http_client first(balancer.port());
  first.send("GET", "/held");
  REQUIRE(eventually([&] { return backend.held() == 1; }));
  http_client second(balancer.port());
  second.send("GET", "/held");
  REQUIRE(eventually([&] { return balancer.queued() == 1; }));

  second.stream().finish_sending();

  CHECK(eventually([&] { return balancer.queued() == 0; }));
  backend.let_go(1);
  CHECK(first.read_response().status == 200);
  CHECK(backend.requests() == 1);
}

TEST_CASE_METHOD(fixture, "with abort-on-close a client may still end its side of a tunnel") {
  gate answer;
  scripted_backend backend([&](conversation& c) {
    answer.pass();
    c.stream.send(to_bytes("HTTP/1.1 101 Switching Protocols", upgrade) + "late");
    c.hang_up();
  });
  auto& balancer = start_balancer({.backends = {backend.url()}, .settings = {{"proxy.abort-on-close", "true"}}});

  http_client client(balancer.port());
  client.send("GET", "/", upgrade);
  client.stream().finish_sending();
  let_pass(a_while);
  answer.open();

  CHECK(client.stream().read_to_end().ends_with("late"));
}

TEST_CASE_METHOD(fixture, "a response that stays silent for a client that has ended its side is given up in time") {
  const auto* first_words = GENERATE("", "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n");
  gate left;
  scripted_backend backend(silent_until(left, first_words));
  auto& balancer =
      start_balancer({.backends = {backend.url()}, .settings = {{"proxy.tunnel-half-closed-timeout", "200ms"}}});

  http_client client(balancer.port());
  client.send("GET", "/");
  client.stream().finish_sending();

  CHECK(left.pass());
  CHECK(eventually([&] { return cancelled(balancer) == 1; }));
  CHECK(
      eventually([&] { return balancer.metrics().sum("golb_failures_total", {label("reason", "client_gone")}) == 1; }));
  CHECK(balancer.is_healthy(backend.url())); // not its fault
}

TEST_CASE_METHOD(fixture, "a client that breaks its connection, also behind its end, frees its backend") {
  const bool finished_before = GENERATE(false, true);
  CAPTURE(finished_before);
  gate left;
  scripted_backend backend(silent_until(left));
  auto& balancer = start_balancer({.backends = {backend.url()}});
  {
    http_client client(balancer.port());
    client.send("GET", "/");
    REQUIRE(eventually([&] { return backend.requests() == 1; }));
    if (finished_before)
      client.stream().finish_sending();
    client.stream().end_with_reset();
  }

  CHECK(left.pass()); // within a second, promised; ten are waited for
  CHECK(eventually([&] { return balancer.in_flight() == 0; }));
  CHECK(cancelled(balancer) == 1);
}

TEST_CASE_METHOD(fixture, "a client that has ended its side of a tunnel still gets what the backend says") {
  const bool before_it_begins = GENERATE(false, true);
  CAPTURE(before_it_begins);
  gate speak;
  scripted_backend backend([&](conversation& c) {
    c.stream.send(to_bytes("HTTP/1.1 101 Switching Protocols", upgrade));
    speak.pass();
    c.stream.send("late");
    c.hang_up();
  });
  auto& balancer = start_balancer({.backends = {backend.url()}});

  http_client client(balancer.port());
  client.send("GET", "/", upgrade);
  if (before_it_begins)
    client.stream().finish_sending();
  CHECK(read_response_head(client.stream()).status == 101);
  if (!before_it_begins)
    client.stream().finish_sending();
  let_pass(a_while);
  speak.open();

  CHECK(client.stream().read_to_end() == "late");
}

TEST_CASE_METHOD(fixture, "a tunnel that one side has ended lasts for as long as the other speaks, and no longer",
                 "[timing]") {
  gate left;
  scripted_backend backend([&](conversation& c) {
    c.stream.send(to_bytes("HTTP/1.1 101 Switching Protocols", upgrade));
    for (int i = 0; i < 20; ++i) {
      c.stream.send("x");
      let_pass(50ms);
    }
    c.stream.read_to_end(); // what the client has ended long ago
    if (c.stream.peer_leaves())
      left.open();
  });
  auto& balancer =
      start_balancer({.backends = {backend.url()}, .settings = {{"proxy.tunnel-half-closed-timeout", "500ms"}}});

  http_client client(balancer.port());
  client.send("GET", "/", upgrade);
  CHECK(read_response_head(client.stream()).status == 101);
  client.stream().finish_sending();

  CHECK(client.stream().read_to_end() == std::string(20, 'x'));
  CHECK(eventually([&] { return balancer.in_flight() == 0; }));
  CHECK(left.pass());
}

TEST_CASE_METHOD(fixture, "a tunnel whose client is gone does not outlast it for long, whatever the backend says") {
  const bool talkative = GENERATE(false, true);
  CAPTURE(talkative);
  gate left;
  scripted_backend backend([&](conversation& c) {
    c.stream.send(to_bytes("HTTP/1.1 101 Switching Protocols", upgrade));
    try {
      for (;;) {
        if (talkative)
          c.stream.send("x");
        let_pass(10ms);
        if (!talkative && c.stream.peer_leaves())
          throw connection_ended("as expected");
      }
    } catch (const connection_ended&) {
      left.open();
      throw;
    }
  });
  auto& balancer = start_balancer({.backends = {backend.url()}});
  {
    http_client client(balancer.port());
    client.send("GET", "/", upgrade);
    CHECK(read_response_head(client.stream()).status == 101);
    client.stream().end_with_reset();
  }

  CHECK(eventually([&] { return balancer.in_flight() == 0; }));
  CHECK(left.pass());
}

TEST_CASE_METHOD(fixture, "a client that has ended its side behind a long upload is answered") {
  scripted_backend backend([](conversation& c) {
    const auto body = c.read_body();
    let_pass(a_while); // since the end: the upload itself took longer than half a connection may be silent
    c.answer(200, std::to_string(body.size()));
  });
  auto& balancer =
      start_balancer({.backends = {backend.url()}, .settings = {{"proxy.tunnel-half-closed-timeout", "4s"}}});

  http_client client(balancer.port());
  client.stream().send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n");
  for (int i = 0; i < 10; ++i) {
    client.stream().send("x");
    let_pass(450ms);
  }
  client.stream().finish_sending();

  CHECK(client.read_response().body == "10");
}

TEST_CASE_METHOD(fixture,
                 "a client that has ended its side is answered though its backend takes long to read the request") {
  constexpr std::size_t size = 64 * 1024 * 1024; // far more than the buffers in between hold
  scripted_backend backend([](conversation& c) {
    for (std::size_t read = 0; read < size; read += size / 16) {
      c.stream.read_exactly(size / 16);
      let_pass(200ms); // three seconds in all
    }
    c.answer(200, "whole");
  });
  auto& balancer =
      start_balancer({.backends = {backend.url()}, .settings = {{"proxy.tunnel-half-closed-timeout", "1s"}}});

  http_client client(balancer.port());
  client.send("POST", "/", {}, std::string(size, 'x'));
  client.stream().finish_sending();

  CHECK(client.read_response().body == "whole");
}

TEST_CASE_METHOD(fixture, "a tunnel's client that breaks off while the backend takes nothing is noticed") {
  gate over;
  scripted_backend backend([&](conversation& c) {
    c.stream.send(to_bytes("HTTP/1.1 101 Switching Protocols", upgrade));
    over.pass(30s); // and hears nothing
    c.hang_up();
  });
  auto& balancer =
      start_balancer({.backends = {backend.url()}, .settings = {{"proxy.tunnel-half-closed-timeout", "200ms"}}});
  {
    http_client client(balancer.port());
    client.send("GET", "/", upgrade);
    CHECK(read_response_head(client.stream()).status == 101);
    client.stream().wait_at_most(300ms);
    CHECK_THROWS_AS(client.stream().send(std::string(64 << 20, 'x')), connection_ended); // more than all buffers hold
    client.stream().end_with_reset();
  }

  CHECK(eventually([&] { return balancer.in_flight() == 0; }));
  over.open();
}

TEST_CASE_METHOD(fixture,
                 "what a backend has said in a tunnel reaches a slow client, though it closed with ours unread") {
  constexpr std::size_t size = 1024 * 1024;
  gate all_sent;
  scripted_backend backend([&](conversation& c) {
    c.stream.send(to_bytes("HTTP/1.1 101 Switching Protocols", upgrade));
    c.stream.read_exactly(1); // of four
    c.stream.send(pattern(0, size));
    all_sent.pass();
    c.hang_up(); // which resets
  });
  auto& balancer = start_balancer({.backends = {backend.url()}});

  http_client client(balancer.port());
  client.send("GET", "/", upgrade);
  CHECK(read_response_head(client.stream()).status == 101);
  client.stream().send("keys");
  let_pass(300ms);
  all_sent.open();
  std::string heard;
  for (int i = 0; i < 8; ++i) { // two seconds in all
    client.stream().send("keys");
    let_pass(250ms);
    heard += client.stream().read_exactly(size / 8);
  }
  CHECK(heard == pattern(0, size));
  CHECK(client.stream().peer_leaves());
}

TEST_CASE_METHOD(fixture, "a tunnel that is cut before a client has taken all does not look whole") {
  scripted_backend backend([](conversation& c) {
    c.stream.send(to_bytes("HTTP/1.1 101 Switching Protocols", upgrade));
    try {
      for (;;)
        c.stream.send(std::string(1 << 20, 'x'));
    } catch (const connection_ended&) {
      c.hang_up();
    }
  });
  auto& balancer = start_balancer({.backends = {backend.url()}, .settings = {{"proxy.tunnel-timeout", "300ms"}}});

  http_client client(balancer.port());
  client.send("GET", "/", upgrade);
  CHECK(read_response_head(client.stream()).status == 101);
  REQUIRE(eventually([&] { return balancer.in_flight() == 0; }));

  CHECK_THROWS_AS(client.stream().read_to_end(), connection_ended);
}
