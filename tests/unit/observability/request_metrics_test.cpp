#include "observability/metrics_page.hpp"
#include "observability/request_metrics.hpp"
#include "observability/request_record.hpp"

#include <catch2/catch.hpp>
#include <prometheus/metric_family.h>

#include <thread>

using namespace loadex::observability;
using loadex::base::reason;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;

TEST_CASE("requests of all workers are added up by method, status and backend") {
  request_metrics metrics;
  metrics.shard(0, "main", "http://a")->count(method_label("GET"), 200, 1ms);
  metrics.shard(1, "main", "http://a")->count(method_label("GET"), 200, 1ms);
  metrics.shard(1, "main", "http://a")->count(method_label("POST"), 500, 1ms);
  metrics.shard(0, "", "")->count(method_label("GET"), 502, 1ms);
  const auto page = metrics_page(metrics, {}, {}, {}, {}, {});
  CHECK_THAT(page, Contains(R"(golb_requests_total{method="GET",status="200",backend="http://a"} 2)"));
  CHECK_THAT(page, Contains(R"(golb_requests_total{method="POST",status="500",backend="http://a"} 1)"));
  CHECK_THAT(page, Contains(R"(golb_requests_total{method="GET",status="502",backend=""} 1)"));
}

TEST_CASE("a duration is counted in every bucket whose bound it does not exceed") {
  request_metrics metrics;
  metrics.shard(0, "main", "http://a")->count(method_label("GET"), 200, 5ms);
  metrics.shard(0, "main", "http://a")->count(method_label("GET"), 200, 20s);
  const auto page = metrics_page(metrics, {}, {}, {}, {}, {});
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
  request_metrics metrics;
  metrics.shard(0, "main", "http://a")->count(0, 200, 1ms);
  CHECK(metrics.shard(0, "main", "http://a") == metrics.shard(0, "main", "http://a"));
  CHECK(metrics.shard(0, "main", "http://a") != metrics.shard(0, "main", "http://b"));
}

TEST_CASE("counting goes on while the metrics are read") {
  request_metrics metrics;
  const auto shard = metrics.shard(0, "main", "http://a");
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
  request_metrics metrics;
  backend_counters counted;
  counted.checks.add(reason::none);
  counted.checks.add(reason::status_unexpected);
  counted.ejections.add();
  counted.queued = 7;
  const auto page = metrics_page(
      metrics, {{"main", "http://a", "healthy", 3, &counted}, {"main", "http://b", "ejected", 0, &counted}},
      {"healthy", "ejected"}, {}, {}, {});
  CHECK_THAT(page, Contains(R"(golb_backend_up{backend="http://a",pool="main"} 1)"));
  CHECK_THAT(page, Contains(R"(golb_backend_up{backend="http://b",pool="main"} 0)"));
  CHECK_THAT(page, Contains(R"(golb_backend_state{backend="http://b",state="ejected",pool="main"} 1)"));
  CHECK_THAT(page, Contains(R"(golb_backend_state{backend="http://b",state="healthy",pool="main"} 0)"));
  CHECK_THAT(page, Contains(R"(golb_backend_in_flight{backend="http://a",pool="main"} 3)"));
  CHECK_THAT(page, Contains(R"(golb_backend_queue{backend="http://a",pool="main"} 7)"));
  CHECK_THAT(page, Contains(R"(golb_backend_ejections_total{backend="http://a",pool="main"} 1)"));
  CHECK_THAT(page, Contains(R"(golb_health_checks_total{backend="http://a",result="ok",pool="main"} 1)"));
  CHECK_THAT(page,
             Contains(R"(golb_health_checks_total{backend="http://a",result="status_unexpected",pool="main"} 1)"));
  CHECK_THAT(page, Contains("golb_build_info{version="));
  CHECK_THAT(page, Contains("process_cpu_seconds_total "));
}

TEST_CASE("the page counts the changes of the pool") {
  request_metrics metrics;
  event_counters events;
  events.by_kind[static_cast<std::size_t>(event_kind::backend_drained)] = 3;
  const auto page = metrics_page(metrics, {}, {}, {{"main", &events}}, {}, {});
  CHECK_THAT(page, Contains(R"(golb_pool_events_total{event="backend drained",pool="main"} 3)"));
  CHECK_THAT(page, Contains(R"(golb_pool_events_total{event="backend up",pool="main"} 0)"));
}

TEST_CASE("requests to a backend are added up over the pools that have it, and what failed is told of each") {
  request_metrics metrics;
  for (const auto* pool : {"a", "b"}) {
    metrics.shard(0, pool, "http://x")->count(method_label("GET"), 200, 1ms);
    metrics.shard(0, pool, "http://x")->failures.add(reason::reset);
    metrics.retries(0, pool)->done.add(reason::reset);
  }
  const auto page = metrics_page(metrics, {}, {}, {}, {}, {});
  CHECK_THAT(page, Contains(R"(golb_requests_total{method="GET",status="200",backend="http://x"} 2)"));
  for (const std::string pool : {"a", "b"}) {
    CHECK_THAT(page, Contains(R"(golb_failures_total{backend="http://x",reason="reset",pool=")" + pool + R"("} 1)"));
    CHECK_THAT(page, Contains(R"(golb_retries_total{reason="reset",pool=")" + pool + R"("} 1)"));
  }
}

TEST_CASE("a request counts at its route, if that has a name, besides its backend") {
  request_metrics metrics;
  request_recorder records(metrics.shard(0, "", ""));
  request_record one{.begun = {}, .ended = {}, .what = {"GET", "/"}, .status = 200};
  records.ended(one);
  const auto shard = metrics.shard(0, "a", "http://x");
  const auto route = metrics.route(0, "shop");
  one.answered_by = shard.get();
  one.route = route.get();
  records.ended(one);
  const auto page = metrics_page(metrics, {}, {}, {}, {}, {});
  CHECK_THAT(page, Contains(R"(golb_route_requests_total{method="GET",status="200",route="shop"} 1)"));
  CHECK_THAT(page, Contains(R"(golb_requests_total{method="GET",status="200",backend="http://x"} 1)"));
  CHECK_THAT(page, Contains(R"(golb_requests_total{method="GET",status="200",backend=""} 1)"));
}
