#include "tests/support/e2e/dripping_clients.hpp"
#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/http_client.hpp"
#include "tests/support/e2e/programs.hpp"
#include "tests/support/e2e/scripted_backend.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <atomic>
#include <vector>

using namespace loadex::tests::e2e;
using namespace std::chrono_literals;
using std::chrono::steady_clock;

namespace {

constexpr auto patience = sanitized ? 5s : 1s; // ten times what was seen on a busy machine

/// How long nine of ten requests take at most that are sent one after another until `enough`; all must be answered. One
/// of ten may have waited for a core that something else used.
template <class Condition>
steady_clock::duration usual_until(Condition enough, http_client& client) {
  std::vector<steady_clock::duration> all;
  while (!enough()) {
    const auto begin = steady_clock::now();
    REQUIRE(client.get("/").status == 200);
    all.push_back(steady_clock::now() - begin);
  }
  REQUIRE(all.size() >= 10);
  std::sort(all.begin(), all.end());
  return all[all.size() * 9 / 10];
}

} // namespace

TEST_CASE_METHOD(fixture, "2000 clients that drip their request heads leave another client unharmed", "[timing]") {
  auto& balancer =
      start_balancer({.backends = start_backends(1), .workers = 1, .settings = {{"proxy.header-timeout", "1min"}}});
  http_client client(balancer.port());
  dripping_clients slow(balancer.port(), 2000);
  REQUIRE(eventually([&] { return slow.rounds() > 0; }));

  const auto usual = usual_until([&] { return slow.rounds() > 20 || slow.cut_off(); }, client);

  INFO("nine of ten within: " << usual / 1us << " us");
  CHECK(usual < patience);
  CHECK_FALSE(slow.cut_off());
}

TEST_CASE_METHOD(fixture, "a client that does not read a large response leaves another one of its worker unharmed",
                 "[timing]") {
  constexpr std::size_t large = 64 * 1024 * 1024; // more than all buffers on the way hold
  std::atomic<std::size_t> sent{0};
  scripted_backend backend([&](conversation& c) {
    if (c.asked.target != "/large")
      return c.answer(200);
    c.send_head("HTTP/1.1 200 OK", {{"Content-Length", std::to_string(large)}});
    const std::string piece(64 * 1024, 'x');
    for (; sent < large; sent += piece.size())
      c.stream.send(piece);
  });
  auto& balancer = start_balancer({.backends = {backend.url()}, .workers = 1});

  http_client slow(balancer.port());
  slow.send("GET", "/large");
  REQUIRE(eventually([&] { // until it is held up
    const auto before = sent.load();
    let_pass(20ms);
    return before > 0 && before == sent;
  }));
  REQUIRE(sent < large);
  http_client client(balancer.port());
  std::size_t left = 500;
  const auto usual = usual_until([&] { return left-- == 0; }, client);

  INFO("nine of ten within: " << usual / 1us << " us");
  CHECK(usual < patience);
  CHECK(slow.read_response().body.size() == large);
}

TEST_CASE_METHOD(fixture, "a backend that drips its response head does not put off the deadline of the response") {
  scripted_backend backend([](conversation& c) {
    c.stream.send("HTTP/1.1 200 OK\r\nX-Drip: ");
    for (;;) { // until the balancer has had enough
      c.stream.send("x");
      let_pass(10ms);
    }
  });
  auto& balancer = start_balancer({.backends = {backend.url()}, .settings = {{"proxy.response-timeout", "300ms"}}});

  const auto begin = steady_clock::now();
  const auto answer = http_client(balancer.port()).get("/");

  CHECK(answer.status == 504);
  CHECK(reason_in(answer) == "response_timeout");
  CHECK(steady_clock::now() - begin >= 300ms);
}

TEST_CASE_METHOD(fixture, "a response head without end is refused as soon as it is longer than the limit") {
  scripted_backend backend([](conversation& c) {
    c.stream.send("HTTP/1.1 200 OK\r\n");
    for (;;) // until the balancer has had enough
      c.stream.send("X-Filler: and on and on\r\n");
  });
  auto& balancer = start_balancer({.backends = {backend.url()}});

  const auto answer = http_client(balancer.port()).get("/");

  CHECK(answer.status == 502);
  CHECK(reason_in(answer) == "response_too_large");
}
