#include "observability/metrics/request_metrics.hpp"
#include "observability/request_record.hpp"
#include "tests/support/scrape_fixture.hpp"

#include <catch2/catch.hpp>

#include <thread>

using namespace loadex::observability;
using loadex::base::reason;
using loadex::tests::scrape_fixture;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;

TEST_CASE_METHOD(scrape_fixture, "requests of all workers are added up by method, status and backend") {
  have("http://a");
  metrics.shard(0, "main", "http://a")->count(method_label("GET"), 200, 1ms);
  metrics.shard(1, "main", "http://a")->count(method_label("GET"), 200, 1ms);
  metrics.shard(1, "main", "http://a")->count(method_label("POST"), 500, 1ms);
  metrics.shard(0, "", "")->count(method_label("GET"), 502, 1ms);
  const auto told = page();
  CHECK_THAT(told, Contains(R"(golb_requests_total{method="GET",status="200",backend="http://a"} 2)"));
  CHECK_THAT(told, Contains(R"(golb_requests_total{method="POST",status="500",backend="http://a"} 1)"));
  CHECK_THAT(told, Contains(R"(golb_requests_total{method="GET",status="502",backend=""} 1)"));
}

TEST_CASE_METHOD(scrape_fixture, "a duration is counted in every bucket whose bound it does not exceed") {
  have("http://a");
  metrics.shard(0, "main", "http://a")->count(method_label("GET"), 200, 5ms);
  metrics.shard(0, "main", "http://a")->count(method_label("GET"), 200, 20s);
  const auto told = page();
  const std::string bucket = R"(golb_request_duration_seconds_bucket{method="GET",status="200",backend="http://a",le=)";
  CHECK_THAT(told, Contains(bucket + R"("0.0025"} 0)"));
  CHECK_THAT(told, Contains(bucket + R"("0.005"} 1)"));
  CHECK_THAT(told, Contains(bucket + R"("10"} 1)"));
  CHECK_THAT(told, Contains(bucket + R"("+Inf"} 2)"));
  CHECK_THAT(told,
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

TEST_CASE_METHOD(scrape_fixture, "counting goes on while the metrics are read") {
  have("http://a");
  const auto shard = metrics.shard(0, "main", "http://a");
  constexpr unsigned requests = 20'000;
  std::thread worker([&] {
    request_recorder records(metrics.shard(0, "", ""));
    request_record one{.begun = {}, .ended = {}, .answered_by = shard.get()};
    for (unsigned i = 0; i < requests; ++i) {
      one.status = 200 + i % 30;
      one.ended = one.begun + 1ms;
      if (records.ended(one))
        records.show(one, "an-id");
      records.renew();
    }
  });
  for (int i = 0; i < 20; ++i)
    page(exposition_format::openmetrics);
  worker.join();
  CHECK(shard->total() == requests);
  CHECK_THAT(page(), Contains(R"(golb_backend_duration_seconds_count{backend="http://a",pool="main"} 20000)"));
}

TEST_CASE_METHOD(scrape_fixture, "a backend that answers with ever other statuses has no more series than so many") {
  have("http://a");
  const auto shard = metrics.shard(0, "main", "http://a");
  for (unsigned status = 200; status < 600; ++status)
    shard->count(method_label("GET"), status, 1ms);
  const auto told = page();
  CHECK_THAT(told, Contains(R"(golb_requests_total{method="GET",status="299",backend="http://a"} 1)"));
  CHECK_THAT(told, !Contains(R"(status="300")"));
  CHECK_THAT(told, Contains(R"(golb_requests_total{method="GET",status="other",backend="http://a"} 300)"));
}

TEST_CASE_METHOD(scrape_fixture,
                 "requests to a backend are added up over the pools that have it, and what failed is told of each") {
  for (const auto* pool : {"a", "b"}) {
    have("http://x", pool);
    have_pool(pool);
    metrics.shard(0, pool, "http://x")->count(method_label("GET"), 200, 1ms);
    metrics.shard(0, pool, "http://x")->failures.add(reason::reset);
    metrics.retries(0, pool)->done.add(reason::reset);
  }
  const auto told = page();
  CHECK_THAT(told, Contains(R"(golb_requests_total{method="GET",status="200",backend="http://x"} 2)"));
  for (const std::string pool : {"a", "b"}) {
    CHECK_THAT(told, Contains(R"(golb_failures_total{backend="http://x",reason="reset",pool=")" + pool + R"("} 1)"));
    CHECK_THAT(told, Contains(R"(golb_retries_total{reason="reset",pool=")" + pool + R"("} 1)"));
    CHECK_THAT(told, Contains(R"(golb_backend_duration_seconds_count{backend="http://x",pool=")" + pool + R"("} 1)"));
  }
}

TEST_CASE_METHOD(scrape_fixture, "a request counts at its route, if that has a name, besides its backend") {
  have("http://x", "a");
  routes = {"shop"};
  request_recorder records(metrics.shard(0, "", ""));
  request_record one{.begun = {}, .ended = {}, .what = {"GET", "/"}, .status = 200};
  records.ended(one);
  const auto shard = metrics.shard(0, "a", "http://x");
  const auto route = metrics.route(0, "shop");
  one.answered_by = shard.get();
  one.route = route.get();
  records.ended(one);
  const auto told = page();
  CHECK_THAT(told, Contains(R"(golb_route_requests_total{method="GET",status="200",route="shop"} 1)"));
  CHECK_THAT(told, Contains(R"(golb_requests_total{method="GET",status="200",backend="http://x"} 1)"));
  CHECK_THAT(told, Contains(R"(golb_requests_total{method="GET",status="200",backend=""} 1)"));
}

TEST_CASE("of requests that are alike one in a second is asked to be their exemplar") {
  request_metrics metrics;
  const auto shard = metrics.shard(0, "main", "http://a");
  request_recorder records(metrics.shard(0, "", ""));
  request_record one{.begun = {}, .ended = {}, .answered_by = shard.get()};
  const auto ends_after = [&](auto took) {
    one.ended = one.begun + took;
    return records.ended(one);
  };
  CHECK(ends_after(1ms));
  records.show(one, "first");
  CHECK_FALSE(ends_after(1ms));
  CHECK(ends_after(1s)); // of another bucket
  records.show(one, "slow");
  records.renew();
  CHECK(ends_after(1ms));
  records.show(one, "second");
  const auto shown = shard->first()->exemplars[place_among(duration_bounds, 1ms)].read();
  REQUIRE(shown);
  CHECK(shown->request_id == "second");
  CHECK(shown->took == 1ms);
}
