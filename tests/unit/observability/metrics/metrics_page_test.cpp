#include "observability/metrics/metrics_page.hpp"
#include "tests/support/scrape_fixture.hpp"

#include <catch2/catch.hpp>

using namespace loadex::observability;
using loadex::base::reason;
using loadex::tests::scrape_fixture;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;

TEST_CASE_METHOD(scrape_fixture, "the page tells each backend's state, circuit, weight, load, queue and probes") {
  auto& counted = have("http://a");
  counted.count_check(reason::none, 3ms);
  counted.count_check(reason::status_unexpected, 30s);
  counted.ejections.add();
  counted.queued = 7;
  backends.back().in_flight = 3;
  backends.back().weight = 5;
  backends.back().share = 0.625;
  have("http://b").circuit = 1;
  backends.back().state = "ejected";
  const auto told = page();
  CHECK_THAT(told, Contains(R"(golb_backend_up{backend="http://a",pool="main"} 1)"));
  CHECK_THAT(told, Contains(R"(golb_backend_up{backend="http://b",pool="main"} 0)"));
  CHECK_THAT(told, Contains(R"(golb_backend_state{backend="http://b",state="ejected",pool="main"} 1)"));
  CHECK_THAT(told, Contains(R"(golb_backend_state{backend="http://b",state="healthy",pool="main"} 0)"));
  CHECK_THAT(told, Contains(R"(golb_backend_circuit{backend="http://a",state="closed",pool="main"} 1)"));
  CHECK_THAT(told, Contains(R"(golb_backend_circuit{backend="http://b",state="closed",pool="main"} 0)"));
  CHECK_THAT(told, Contains(R"(golb_backend_circuit{backend="http://b",state="open",pool="main"} 1)"));
  CHECK_THAT(told, Contains(R"(golb_backend_weight{backend="http://a",pool="main"} 5)"));
  CHECK_THAT(told, Contains(R"(golb_backend_share{backend="http://a",pool="main"} 0.625)"));
  CHECK_THAT(told, Contains(R"(golb_backend_in_flight{backend="http://a",pool="main"} 3)"));
  CHECK_THAT(told, Contains(R"(golb_backend_queue{backend="http://a",pool="main"} 7)"));
  CHECK_THAT(told, Contains(R"(golb_backend_ejections_total{backend="http://a",pool="main"} 1)"));
  CHECK_THAT(told, Contains(R"(golb_health_checks_total{backend="http://a",result="ok",pool="main"} 1)"));
  CHECK_THAT(told,
             Contains(R"(golb_health_checks_total{backend="http://a",result="status_unexpected",pool="main"} 1)"));
  const std::string took = R"(golb_health_check_duration_seconds_bucket{backend="http://a",pool="main",le=)";
  CHECK_THAT(told, Contains(took + R"("0.001"} 0)"));
  CHECK_THAT(told, Contains(took + R"("0.005"} 1)"));
  CHECK_THAT(told, Contains(took + R"("5"} 1)"));
  CHECK_THAT(told, Contains(took + R"("+Inf"} 2)"));
  CHECK_THAT(told, Contains("golb_build_info{version="));
  CHECK_THAT(told, Contains("process_cpu_seconds_total "));
}

TEST_CASE_METHOD(scrape_fixture, "the page counts the changes of the pool") {
  have_pool("main").by_kind[static_cast<std::size_t>(event_kind::backend_drained)] = 3;
  const auto told = page();
  CHECK_THAT(told, Contains(R"(golb_pool_events_total{event="backend drained",pool="main"} 3)"));
  CHECK_THAT(told, Contains(R"(golb_pool_events_total{event="backend up",pool="main"} 0)"));
}

TEST_CASE_METHOD(scrape_fixture, "what workers count of a backend's connections is added up") {
  have("http://a");
  have_pool("main");
  for (std::size_t worker = 0; worker < 2; ++worker) {
    const auto shard = metrics.shard(worker, "main", "http://a");
    shard->connect.add(1ms);
    shard->first_byte.add(150ms);
    shard->reused.add(4);
    shard->idle.add(5);
    shard->idle.subtract(2);
    shard->received.add(1'000);
    shard->sent.add(10);
    shard->repeated.add();
    metrics.retries(worker, "main")->budget = 1.5;
  }
  const auto told = page();
  const std::string labels = R"({backend="http://a",pool="main"} )";
  CHECK_THAT(told, Contains("golb_backend_connect_duration_seconds_sum" + labels + "0.002\n"));
  CHECK_THAT(told, Contains("golb_backend_connect_duration_seconds_count" + labels + "2\n"));
  CHECK_THAT(told, Contains("golb_backend_first_byte_duration_seconds_sum" + labels + "0.3\n"));
  CHECK_THAT(told, Contains("golb_backend_connections_opened_total" + labels + "2\n"));
  CHECK_THAT(told, Contains("golb_backend_connections_reused_total" + labels + "8\n"));
  CHECK_THAT(told, Contains("golb_backend_connections_idle" + labels + "6\n"));
  CHECK_THAT(told, Contains("golb_backend_received_bytes_total" + labels + "2000\n"));
  CHECK_THAT(told, Contains("golb_backend_sent_bytes_total" + labels + "20\n"));
  CHECK_THAT(told, Contains("golb_backend_retries_total" + labels + "2\n"));
  CHECK_THAT(told, Contains("golb_retry_budget_tokens{pool=\"main\"} 3\n"));
}

TEST_CASE_METHOD(scrape_fixture, "the series of a backend end when it is in no pool, and go on when it comes back") {
  metrics.shard(0, "main", "http://a")->count(0, 200, 1ms);
  metrics.shard(0, "main", "http://a")->failures.add(reason::reset);
  CHECK_THAT(page(), !Contains("http://a"));
  have("http://a");
  CHECK_THAT(page(), Contains(R"(golb_requests_total{method="GET",status="200",backend="http://a"} 1)"));
}

TEST_CASE_METHOD(scrape_fixture,
                 "what a backend has answered in a pool that it has left still counts as its requests") {
  metrics.shard(0, "a", "http://x")->count(0, 200, 1ms);
  metrics.shard(0, "b", "http://x")->count(0, 200, 1ms);
  have("http://x", "a"); // so that the counter does not fall
  CHECK_THAT(page(), Contains(R"(golb_requests_total{method="GET",status="200",backend="http://x"} 2)"));
}

TEST_CASE_METHOD(scrape_fixture, "the page tells what has come to each listener and route") {
  listeners = {{.listener = "web", .connections = 2, .requests = 9, .unrouted = 1, .hits = {{"2", 3}, {"shop", 5}}}};
  const auto told = page();
  CHECK_THAT(told, Contains(R"(golb_listener_connections{listener="web"} 2)"));
  CHECK_THAT(told, Contains(R"(golb_listener_requests_total{listener="web"} 9)"));
  CHECK_THAT(told, Contains(R"(golb_listener_unrouted_total{listener="web"} 1)"));
  CHECK_THAT(told, Contains(R"(golb_route_hits_total{listener="web",route="2"} 3)"));
  CHECK_THAT(told, Contains(R"(golb_route_hits_total{listener="web",route="shop"} 5)"));
}

TEST_CASE_METHOD(scrape_fixture, "a long page is written in pieces, each family in one go") {
  for (int i = 0; i < 1'000; ++i) {
    const auto url = "http://10.0.0.1:" + std::to_string(i);
    have(url);
    metrics.shard(0, "main", url)->count(0, 200, 1ms);
  }
  const auto told = page();
  CHECK(pieces > told.size() / (2 * metrics_page::piece));
  CHECK(longest_piece < 2 * metrics_page::piece);
  std::size_t heads = 0;
  for (auto at = told.find("# TYPE "); at != std::string::npos; at = told.find("# TYPE ", at + 1))
    ++heads;
  CHECK(heads == family_table().size());
  CHECK_THAT(told, Contains(R"(golb_backend_up{backend="http://10.0.0.1:999",pool="main"} 1)"));
}

TEST_CASE_METHOD(scrape_fixture, "the exemplar of a bucket is the latest of all workers, and only OpenMetrics has it") {
  have("http://a");
  const exemplar::time noon{43'200s};
  const auto keep = [&](std::size_t worker, const char* id, exemplar::time at) {
    auto& holder = metrics.shard(worker, "main", "http://a")->count(0, 200, 3ms);
    holder.slot().keep(id, 3ms, at, 1);
  };
  keep(0, "earlier", noon);
  keep(1, "later", noon + 1500ms);
  keep(2, "earliest", noon - 1s);
  const std::string bucket =
      R"(golb_request_duration_seconds_bucket{method="GET",status="200",backend="http://a",le="0.005"} 3)";
  CHECK_THAT(page(exposition_format::openmetrics), Contains(bucket + " # {request_id=\"later\"} 0.003 43201.5\n"));
  CHECK_THAT(page(), Contains(bucket + "\n"));
}

TEST_CASE_METHOD(scrape_fixture, "a page of OpenMetrics says where it ends") {
  CHECK_THAT(page(exposition_format::openmetrics), EndsWith("\n# EOF\n"));
  CHECK_THAT(page(), !Contains("# EOF"));
}
