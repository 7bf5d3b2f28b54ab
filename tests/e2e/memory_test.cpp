#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/http_client.hpp"
#include "tests/support/e2e/pattern.hpp"
#include "tests/support/e2e/process_cost.hpp"
#include "tests/support/e2e/programs.hpp"
#include "tests/support/e2e/scripted_backend.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <atomic>
#include <list>
#include <string>

using namespace loadex::tests::e2e;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t mebibyte = 1024 * 1024;
constexpr std::size_t large = (sanitized ? 64 : 512) * mebibyte;
constexpr std::size_t burst = 4 * mebibyte;
constexpr std::size_t most_growth = 8 * mebibyte;

const header_field whole_length{"Content-Length", std::to_string(large)};

/// Sends `large` bytes of the pattern and tells how far it has come.
class counting_sender {
public:
  void send_to(tcp_stream& stream) {
    constexpr std::size_t step = 64 * 1024;
    for (; sent_ < large; sent_ += step)
      stream.send(pattern(sent_, step));
  }

  /// Waits until it is held up, since every buffer on the way is full, or done.
  void await_standstill() const {
    for (std::size_t before = large; before != sent_;) {
      before = sent_;
      let_pass(4ms);
    }
  }

private:
  std::atomic<std::size_t> sent_{0};
};

/// Takes a body in bursts, each only when its sender has come to a standstill, and looks at the balancer's memory then.
class slow_reader {
public:
  slow_reader(const counting_sender& sender, pid_t balancer)
      : sender_(sender)
      , balancer_(balancer)
      , resident_before_(resident_bytes(balancer))
      , most_resident_(resident_before_) {}

  void take(std::string_view piece) {
    if (body_.size() >= next_stop_) {
      sender_.await_standstill();
      most_resident_ = std::max(most_resident_, resident_bytes(balancer_));
      next_stop_ = body_.size() + burst;
    }
    body_.add(piece);
  }

  const pattern_check& body() const noexcept { return body_; }
  std::size_t growth() const noexcept { return most_resident_ - resident_before_; }

private:
  const counting_sender& sender_;
  const pid_t balancer_;
  const std::size_t resident_before_;
  std::size_t most_resident_;
  std::size_t next_stop_ = 0;
  pattern_check body_;
};

/// What the first request allocates is no cost of a large one.
void warm_up(const daemon_process& balancer) {
  REQUIRE(http_client(balancer.port()).get("/").status == 200);
}

} // namespace

TEST_CASE_METHOD(fixture, "a large response to a slow client costs the balancer less than 8 MiB", "[timing]") {
  counting_sender sender;
  scripted_backend backend([&](conversation& c) {
    if (c.asked.target != "/large")
      return c.answer(200);
    c.send_head("HTTP/1.1 200 OK", {whole_length});
    sender.send_to(c.stream);
  });
  auto& balancer = start_balancer({.backends = {backend.url()}});
  warm_up(balancer);

  http_client client(balancer.port());
  slow_reader reader(sender, balancer.process().pid());
  client.send("GET", "/large");
  const auto head = read_response_head(client.stream());
  REQUIRE(read_framed_body(client.stream(), head, [&](std::string_view piece) { reader.take(piece); }));

  CHECK(reader.body().is_exact(large));
  if (!sanitized) // it would measure the sanitizer
    CHECK(reader.growth() < most_growth);
}

TEST_CASE_METHOD(fixture, "what a crowd needed is given back once it has gone", "[timing]") {
  constexpr std::size_t crowd = 100;
  const std::string body(burst, 'x');
  scripted_backend backend([&](conversation& c) {
    if (c.asked.target != "/large")
      return c.answer(200);
    c.send_head("HTTP/1.1 200 OK", {{"Transfer-Encoding", "chunked"}}); // not through a pipe
    c.stream.send(chunk(body) + chunk(""));
  });
  auto& balancer = start_balancer({.backends = {backend.url()}});
  const auto process = balancer.process().pid();
  warm_up(balancer);
  const auto before = resident_bytes(process);

  {
    std::list<http_client> clients;
    for (std::size_t i = 0; i < crowd; ++i)
      clients.emplace_back(balancer.port()).send("GET", "/large");
    REQUIRE(eventually([&] { return resident_bytes(process) > before + crowd * 128 * 1024; }));
    for (auto& c : clients)
      REQUIRE(c.read_response().body.size() == burst);
  }

  if (!sanitized) // it would measure the sanitizer
    CHECK(eventually([&] { return resident_bytes(process) < before + most_growth; }, 30s));
}

TEST_CASE_METHOD(fixture, "a large upload to a slow backend costs the balancer less than 8 MiB", "[timing]") {
  counting_sender sender;
  std::atomic<pid_t> process{0};
  std::atomic<std::size_t> growth{large};
  scripted_backend backend([&](conversation& c) {
    slow_reader reader(sender, process);
    read_framed_body(c.stream, c.asked, [&](std::string_view piece) { reader.take(piece); });
    growth = reader.growth();
    c.answer(200, reader.body().is_exact(large) ? "exact" : "differs at " + std::to_string(reader.body().size()));
  });
  auto& balancer = start_balancer({.backends = {backend.url()}});
  process = balancer.process().pid();
  warm_up(balancer);

  http_client client(balancer.port());
  client.stream().send(to_bytes("PUT /large HTTP/1.1", {{"Host", "localhost"}, whole_length}));
  sender.send_to(client.stream());

  CHECK(client.read_response().body == "exact");
  if (!sanitized) // it would measure the sanitizer
    CHECK(growth < most_growth);
}
