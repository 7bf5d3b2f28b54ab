#include "net/probe/prober.hpp"

#include <catch2/catch.hpp>

#include <optional>

using namespace loadex;
using namespace loadex::net;
using namespace std::chrono_literals;
using loadex::base::reason;

namespace {

/// A prober, and a backend that accepts and is silent until it has been asked so often.
struct fixture {
  asio::io_context io;
  tcp_acceptor backend{io.get_executor(), {asio::ip::make_address("127.0.0.1"), 0}};
  io::address_book book{io};
  io::own_addresses own{{}};
  net::probe::prober prober{io, book, own, {}};
  unsigned answers_from = 100; // the first probe that it answers
  unsigned asked = 0;
  std::vector<tcp_socket> connections;
  config::health_settings how;
  std::optional<actors::probe_verdict> verdict;

  fixture() {
    how.timeout = 100ms;
    accept();
  }

  void accept() {
    backend.async_accept([this](const error_code& error, tcp_socket socket) {
      if (error)
        return;
      if (++asked >= answers_from) {
        static constexpr std::string_view answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
        socket.send(asio::buffer(answer));
      }
      connections.push_back(std::move(socket));
      accept();
    });
  }

  config::backend_url url() const {
    return config::backend_url::parse("http://127.0.0.1:" + std::to_string(backend.local_endpoint().port())).value();
  }

  void probe() {
    prober.probe(url(), how, [this](auto found) { verdict = std::move(found); });
    for (const auto until = steady_clock::now() + 5s; !verdict && steady_clock::now() < until; io.run_one_for(10ms))
      ;
    REQUIRE(verdict);
  }
};

} // namespace

TEST_CASE("a probe that times out is judged at once if there were no idle connections") {
  fixture f;
  unsigned told = 0;
  f.prober.add_idle_keeper([&](const auto&, auto, const auto& closed) {
    ++told;
    closed(0);
  });
  f.probe();
  CHECK(f.verdict->why == reason::response_timeout);
  CHECK(f.asked == 1);
  CHECK(told == 1);
}

TEST_CASE("a probe that times out asks once more if there were idle connections, whoever had them, and that counts") {
  fixture f;
  f.answers_from = GENERATE(2u, 3u);
  f.prober.add_idle_keeper([&](const auto&, auto, const auto& closed) { closed(0); });
  f.prober.add_idle_keeper([&](const auto& to, auto, const auto& closed) {
    CHECK(to->current().endpoints.front() == f.backend.local_endpoint());
    asio::post(f.io, [closed] { closed(2); });
  });
  f.probe();
  CHECK(f.verdict->healthy == (f.answers_from == 2));
  CHECK(f.asked == 2);
}

TEST_CASE("a probe waits neither for those who have stopped nor for ever for those who do not answer") {
  fixture f;
  f.answers_from = 2;
  std::function<void(std::size_t)> unanswered;
  f.prober.add_idle_keeper([&](const auto&, auto, const auto& closed) { closed(1); });
  f.prober.add_idle_keeper([&](const auto&, auto, auto) {});
  if (GENERATE(true, false))
    f.prober.add_idle_keeper([&](const auto&, auto, auto closed) { unanswered = std::move(closed); });
  f.probe();
  CHECK(f.verdict->healthy);
}

TEST_CASE("a probe may end with the process while it waits for those with idle connections") {
  fixture f;
  std::function<void(std::size_t)> unanswered;
  f.prober.add_idle_keeper([&](const auto&, auto, auto closed) { unanswered = std::move(closed); });
  f.prober.probe(f.url(), f.how, [](const auto&) { FAIL("was judged"); });
  for (const auto until = steady_clock::now() + 5s; !unanswered && steady_clock::now() < until; f.io.run_one_for(10ms))
    ;
  CHECK(unanswered);
}

TEST_CASE("a probe that fails otherwise closes nothing") {
  fixture f;
  f.prober.add_idle_keeper([](const auto&, auto, const auto&) { FAIL("asked to close idle connections"); });
  f.backend.close();
  const auto gone = config::backend_url::parse("http://127.0.0.1:1").value();
  f.prober.probe(gone, {}, [&](auto found) { f.verdict = std::move(found); });
  for (const auto until = steady_clock::now() + 5s; !f.verdict && steady_clock::now() < until; f.io.run_one_for(10ms))
    ;
  REQUIRE(f.verdict);
  CHECK(f.verdict->why == reason::connect_refused);
}
