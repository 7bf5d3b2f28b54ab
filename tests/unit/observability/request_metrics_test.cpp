#include "observability/metrics_page.hpp"
#include "observability/request_metrics.hpp"

#include <catch2/catch.hpp>
#include <prometheus/metric_family.h>

#include <thread>

using namespace loadex::observability;
using loadex::base::reason;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;

TEST_CASE("requests of all workers are added up by method, status and backend") {
  request_metrics metrics(2);
  metrics.shard(0, "http://a")->count(method_label("GET"), 200, 1ms);
  metrics.shard(1, "http://a")->count(method_label("GET"), 200, 1ms);
  metrics.shard(1, "http://a")->count(method_label("POST"), 500, 1ms);
  metrics.shard(0, "")->count(method_label("GET"), 502, 1ms);
  const auto page = metrics_page(metrics, {}, {}, {}, {});
  CHECK_THAT(page, Contains(R"(golb_requests_total{method="GET",status="200",backend="http://a"} 2)"));
  CHECK_THAT(page, Contains(R"(golb_requests_total{method="POST",status="500",backend="http://a"} 1)"));
  CHECK_THAT(page, Contains(R"(golb_requests_total{method="GET",status="502",backend=""} 1)"));
}

TEST_CASE("a duration is counted in every bucket whose bound it does not exceed") {
  request_metrics metrics(1);
  metrics.shard(0, "http://a")->count(method_label("GET"), 200, 5ms);
  metrics.shard(0, "http://a")->count(method_label("GET"), 200, 20s);
  const auto page = metrics_page(metrics, {}, {}, {}, {});
  const std::string bucket = R"(golb_request_duration_seconds_bucket{method="GET",status="200",backend="http://a",le=)";
  CHECK_THAT(page, Contains(bucket + R"("0.0025"} 0)"));
  CHECK_THAT(page, Contains(bucket + R"("0.005"} 1)"));
  CHECK_THAT(page, Contains(bucket + R"("10"} 1)"));
  CHECK_THAT(page, Contains(bucket + R"("+Inf"} 2)"));
  CHECK_THAT(page,
             Contains(R"(golb_request_duration_seconds_sum{method="GET",status="200",backend="http://a"} 20.005)"));
}

TEST_CASE("a method that a client made up shares one label with all such") {
  CHECK(method_label("BREW") == method_label("get"));
  CHECK(method_label("GET") != method_label("BREW"));
}

TEST_CASE("a backend that comes back goes on counting") {
  request_metrics metrics(1);
  metrics.shard(0, "http://a")->count(0, 200, 1ms);
  CHECK(metrics.shard(0, "http://a") == metrics.shard(0, "http://a"));
  CHECK(metrics.shard(0, "http://a") != metrics.shard(0, "http://b"));
}

TEST_CASE("counting goes on while the metrics are read") {
  request_metrics metrics(1);
  const auto shard = metrics.shard(0, "http://a");
  constexpr unsigned requests = 20'000;
  std::thread worker([&] {
    for (unsigned i = 0; i < requests; ++i)
      shard->count(0, 200 + i % 300, 1ms);
  });
  for (int i = 0; i < 20; ++i)
    metrics.Collect();
  worker.join();
  double total = 0;
  for (const auto& family : metrics.Collect())
    if (family.name == "golb_requests_total")
      for (const auto& m : family.metric)
        total += m.counter.value;
  CHECK(total == requests);
}

TEST_CASE("the page tells each backend's state, load, queue, ejections and probes") {
  request_metrics metrics(1);
  backend_counters counted;
  counted.checks.add(reason::none);
  counted.checks.add(reason::status_unexpected);
  counted.ejections.add();
  counted.queued = 7;
  const auto page = metrics_page(metrics, {{"http://a", "healthy", 3, &counted}, {"http://b", "ejected", 0, &counted}},
                                 {"healthy", "ejected"}, {}, {});
  CHECK_THAT(page, Contains(R"(golb_backend_up{backend="http://a"} 1)"));
  CHECK_THAT(page, Contains(R"(golb_backend_up{backend="http://b"} 0)"));
  CHECK_THAT(page, Contains(R"(golb_backend_state{backend="http://b",state="ejected"} 1)"));
  CHECK_THAT(page, Contains(R"(golb_backend_state{backend="http://b",state="healthy"} 0)"));
  CHECK_THAT(page, Contains(R"(golb_backend_in_flight{backend="http://a"} 3)"));
  CHECK_THAT(page, Contains(R"(golb_backend_queue{backend="http://a"} 7)"));
  CHECK_THAT(page, Contains(R"(golb_backend_ejections_total{backend="http://a"} 1)"));
  CHECK_THAT(page, Contains(R"(golb_health_checks_total{backend="http://a",result="ok"} 1)"));
  CHECK_THAT(page, Contains(R"(golb_health_checks_total{backend="http://a",result="status_unexpected"} 1)"));
  CHECK_THAT(page, Contains("golb_build_info{version="));
  CHECK_THAT(page, Contains("process_cpu_seconds_total "));
}

TEST_CASE("the page counts the changes of the pool") {
  request_metrics metrics(1);
  event_counters events;
  events.by_kind[static_cast<std::size_t>(event_kind::backend_drained)] = 3;
  const auto page = metrics_page(metrics, {}, {}, events, {});
  CHECK_THAT(page, Contains(R"(golb_pool_events_total{event="backend drained"} 3)"));
  CHECK_THAT(page, Contains(R"(golb_pool_events_total{event="backend up"} 0)"));
}
