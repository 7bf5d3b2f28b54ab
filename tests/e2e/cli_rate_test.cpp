#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/loadex_command.hpp"
#include "tests/support/e2e/programs.hpp"
#include "tests/support/e2e/scripted_backend.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <atomic>
#include <chrono>
#include <csignal>
#include <mutex>

using namespace loadex::tests::e2e;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

/// Answers at once, but for one second from its 30th request on, in which it answers nobody.
class stalling_server {
public:
  std::string url() const { return server_.url(); }

private:
  void serve(conversation& now) {
    {
      std::unique_lock lock(mutex_);
      if (++requests_ == 30)
        let_pass(1s);
    }
    now.answer(200, "ok");
  }

  std::mutex mutex_;
  int requests_ = 0;
  scripted_backend server_{[this](conversation& now) { serve(now); }};
};

json sent(std::vector<std::string> options) {
  options.insert(options.begin(), {"make-request", "-o", "json"});
  const auto result = run_loadex(options);
  CHECK(result.code == 0);
  return json::parse(result.output);
}

} // namespace

TEST_CASE("at a rate, a server that stalls for a second is seen in the latencies of all who had to wait for it",
          "[timing]") {
  stalling_server server;
  // 50 requests are due in that second of three: without those, the slowest alone would tell of it.
  const auto report = sent({"--rate", "50", "--duration", "3s", "-u", server.url()});
  CHECK(report["requests"] == 150);
  CHECK(report["failed"] == 0);
  CHECK(report["latency_ms"]["p90"] > 80);
  CHECK(report["latency_ms"]["max"] > 900);
  CHECK(report["seconds"] > 2.9);
  std::size_t counted = 0;
  for (const auto& bucket : report["histogram"])
    counted += bucket["requests"].get<std::size_t>();
  CHECK(counted == 150);

  stalling_server same;
  const auto closed = sent({"-c", "150", "-j", "1", "-u", same.url()});
  CHECK(closed["latency_ms"]["p90"] < 80);
}

TEST_CASE("requests that cannot begin when they are due are told, and count from then", "[timing]") {
  stalling_server server;
  const auto report = sent({"--rate", "50", "--duration", "3s", "-j", "1", "-u", server.url()});
  CHECK(report["requests"] == 150);
  CHECK(report["latency_ms"]["p90"] > 80);
  CHECK(report["late"]["requests"] > 10);
  CHECK(report["late"]["max_ms"] > 100);

  const auto table = run_loadex({"make-request", "--rate", "100", "--duration", "500ms", "-u", server.url()});
  CHECK(table.code == 0);
  CHECK(table.output.starts_with("50 requests to "));
  CHECK(contains(table.output, "UP TO MS  REQUESTS\n"));
}

TEST_CASE("traffic at a rate that is interrupted ends and reports") {
  std::atomic<int> requests = 0;
  scripted_backend server([&](conversation& now) {
    ++requests;
    now.answer(200, "ok");
  });
  child_process sender(
      {loadex_program, "make-request", "--rate", "100", "--duration", "1m", "-o", "json", "-u", server.url()});
  REQUIRE(eventually([&] { return requests > 2; }));
  sender.signal(SIGINT);
  CHECK(sender.wait() == 1);
  CHECK(json::parse(sender.output()).at("succeeded") > 0);
  CHECK(contains(sender.errors(), " of 6000 requests"));
}

TEST_CASE("a rate and a number of requests exclude one another; a duration needs a rate") {
  CHECK(run_loadex({"make-request", "--rate", "1", "-c", "5"}).code == 2);
  CHECK(run_loadex({"make-request", "--duration", "1s"}).code == 2);
  CHECK(run_loadex({"make-request", "--rate", "0"}).code == 2);
  CHECK(run_loadex({"make-request", "--rate", "1000000", "--duration", "1m"}).code == 2);
}
