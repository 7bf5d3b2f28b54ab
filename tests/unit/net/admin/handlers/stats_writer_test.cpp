#include "net/admin/handlers/stats_writer.hpp"

#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <optional>

using namespace loadex;
using namespace loadex::net::admin::handlers;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

struct writer_fixture {
  net::asio::io_context control;
  observability::request_metrics metrics;
  observability::traffic_history history{metrics};
  observability::watched_traffic::time now{1'000'000'000s};
  std::size_t turns = 0; // of the control thread

  void have(std::uint32_t backends) {
    const std::vector<std::pair<std::uint64_t, std::string>> pools{{1, "main"}};
    history.adopt(pools);
    std::vector<observability::backend_to_watch> all;
    for (std::uint32_t id = 1; id <= backends; ++id)
      all.push_back({id, "http://" + std::to_string(id), std::make_shared<std::atomic<std::int32_t>>(2)});
    history.adopt(1, all);
    while (history.admit_some())
      ;
  }

  void pass(unsigned seconds = 1) {
    for (unsigned i = 0; i < seconds; ++i)
      history.tick(now += 1s);
  }

  net::http::own_response ask(const stats_query& what) {
    std::optional<net::http::own_response> told;
    const actors::reply_slot<net::http::own_response> reply([&](auto answer) { told = std::move(answer); });
    std::make_shared<stats_writer>(control.get_executor(), history, what, reply)->begin();
    control.restart();
    turns = 1 + control.poll();
    REQUIRE(told);
    return *told;
  }
};

} // namespace

TEST_CASE_METHOD(writer_fixture, "the statistics are lists with the oldest second first") {
  have(1);
  pass();
  const auto shard = metrics.shard(0, "main", "http://1");
  shard->count(0, 200, 1ms);
  shard->count(0, 200, 100ms);
  shard->failed(base::reason::reset);
  pass(2);
  const auto told = json::parse(ask({.seconds = 2, .backends = true}).body);
  const json milliseconds{{"p50_ms", {1.016, nullptr}}, {"p95_ms", {96.469, nullptr}}, {"p99_ms", {96.469, nullptr}}};
  json wanted{{"step_seconds", 1}, {"until", "2001-09-09T01:46:43Z"}, {"requests", {2, 0}}, {"in_flight", {2, 2}}};
  wanted.update(milliseconds);
  auto of_backend = wanted;
  of_backend.update({{"pool", "main"}, {"id", 1}, {"url", "http://1"}, {"errors", {1, 0}}});
  wanted["errors"]["reset"] = {1, 0};
  wanted["backends"] = {of_backend};
  CHECK(told == wanted);
}

TEST_CASE_METHOD(writer_fixture, "the statistics of one pool are of no other, and of all they have the rest, too") {
  have(1);
  metrics.shard(0, "", "")->count(0, 404, 1ms);
  pass();
  CHECK(json::parse(ask({}).body)["requests"] == json{1});
  CHECK(json::parse(ask({.pool = "main"}).body)["requests"] == json{0});
  CHECK_FALSE(json::parse(ask({}).body).contains("backends"));
  CHECK(ask({.pool = "other"}).status == 404);
}

TEST_CASE_METHOD(writer_fixture,
                 "the statistics of many backends are written little by little, and too many not at all") {
  have(1'000);
  pass(170);
  const auto told = ask({.seconds = 160, .backends = true});
  CHECK(told.status == 200);
  CHECK(json::parse(told.body)["backends"].size() == 1'000);
  CHECK(turns > 90);
  CHECK(ask({.seconds = 170, .backends = true}).status == 422);
  CHECK(ask({.seconds = 170}).status == 200);
}
