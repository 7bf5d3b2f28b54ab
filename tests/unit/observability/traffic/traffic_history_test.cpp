#include "observability/traffic/traffic_history.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace loadex::observability;
using namespace std::chrono_literals;
using loadex::base::reason;

namespace {

using load = std::atomic<std::int32_t>;

/// A history whose seconds pass when they are told to.
struct history_fixture {
  request_metrics counted;
  traffic_history history{counted};
  std::vector<std::shared_ptr<load>> loads;
  watched_traffic::time now{};

  history_fixture() { have_pools({"main"}); }

  void have_pools(const std::vector<std::string>& names) {
    std::vector<std::pair<std::uint64_t, std::string>> pools;
    pools.reserve(names.size());
    for (const auto& name : names)
      pools.emplace_back(pools.size() + 1, name);
    history.adopt(pools);
  }

  /// Backends of these ids in the first pool.
  void have(std::uint32_t first, std::uint32_t last) {
    std::vector<backend_to_watch> all;
    for (auto id = first; id <= last; ++id)
      all.push_back({id, url(id), loads.emplace_back(std::make_shared<load>(0))});
    history.adopt(1, all);
    while (history.admit_some())
      ;
  }

  static std::string url(std::uint32_t id) { return "http://" + std::to_string(id); }

  request_shard& shard(std::uint32_t id, std::size_t worker = 0) { return *counted.shard(worker, "main", url(id)); }

  void pass(unsigned seconds = 1) {
    for (unsigned i = 0; i < seconds; ++i)
      history.tick(now += 1s);
  }

  const traffic_track& of(std::uint32_t id) const {
    const auto& all = history.find("main")->backends;
    return (*std::ranges::find(all, id, [](const auto& b) { return b->who.id; }))->traffic.track();
  }
  const traffic_track& of_pool() const { return history.find("main")->traffic.track(); }
  const traffic_track& of_all() const { return history.all().track(); }
};

} // namespace

TEST_CASE_METHOD(history_fixture, "a request is counted in the second that it ended in: of its backend, pool and all") {
  have(1, 2);
  shard(1).count(0, 200, 1ms);
  shard(1, 1).count(0, 200, 1ms);
  pass();
  for (const auto* track : {&of(1), &of_pool(), &of_all()}) {
    CHECK(track->before_last(0).requests == 2);
    const auto bucket = static_cast<std::uint8_t>(duration_histogram::bucket_of(1ms));
    CHECK(track->before_last(0).took == percentiles{bucket, bucket, bucket});
  }
  CHECK(of(2).before_last(0).requests == 0);
  counted.shard(0, "", "")->count(0, 404, 1ms); // came to no pool
  pass();
  CHECK(of_all().before_last(0).requests == 1);
  CHECK(of_pool().before_last(0).requests == 0);
  CHECK(of(1).before_last(0).requests == 0);
  CHECK(of(1).before_last(1).requests == 2);
}

TEST_CASE_METHOD(history_fixture, "errors are counted like requests, by reason of the pool and of all") {
  have(1, 1);
  shard(1).failed(reason::reset);
  pass();
  constexpr auto reset = static_cast<std::size_t>(reason::reset);
  CHECK(of(1).before_last(0).errors == 1);
  CHECK(of_pool().errors_before_last(0, reset) == 1);
  CHECK(of_all().errors_before_last(0, reset) == 1);
  pass();
  CHECK(of_all().errors_before_last(0, reset) == 0);
}

TEST_CASE_METHOD(history_fixture, "what is in flight is added up over the backends") {
  have(1, 2);
  *loads[0] = 3;
  *loads[1] = 4;
  pass();
  CHECK(of(1).before_last(0).in_flight == 3);
  CHECK(of_pool().before_last(0).in_flight == 7);
  CHECK(of_all().before_last(0).in_flight == 7);
}

TEST_CASE_METHOD(history_fixture, "a backend that leaves is forgotten, and begins anew when it comes back") {
  have(1, 2);
  shard(2).count(0, 200, 1ms);
  pass();
  const auto before = history.memory();
  have(1, 1);
  CHECK(history.memory() < before);
  CHECK_FALSE(history.summary_of("main", 2));
  const auto back = counted.shard(0, "main", url(2));
  back->count(0, 200, 1ms);
  std::vector<backend_to_watch> all{{1, url(1), loads[0]}, {3, url(2), loads[1]}};
  history.adopt(1, all);
  history.admit_some();
  pass();
  REQUIRE(of(3).size() == 1);
  CHECK(of(3).before_last(0).requests == 0);
  CHECK(history.summary_of("main", 3).value().requests == 2);
  CHECK_FALSE(history.summary_of("main", 3).value().took);
  CHECK(of(1).size() == 2);
}

TEST_CASE_METHOD(history_fixture, "a pool that is dropped is forgotten, and the others go on") {
  have_pools({"main", "api"});
  pass();
  have_pools({"main"});
  CHECK(history.find("api") == nullptr);
  pass();
  CHECK(of_pool().size() == 2);
}

TEST_CASE_METHOD(history_fixture, "a summary has all requests and errors, and how long those of the last minute took") {
  have(1, 1);
  shard(1).count(0, 200, 100ms);
  shard(1).failed(reason::reset);
  pass(29);
  auto told = history.summary_of("main", 1).value();
  CHECK(told.requests == 1);
  CHECK(told.errors == 1);
  CHECK(told.took.value().p50 == duration_histogram::bucket_of(100ms));
  pass(31);
  for (int i = 0; i < 3; ++i)
    shard(1).count(0, 500, 1ms);
  told = history.summary_of("main", 1).value();
  CHECK(told.requests == 4);
  CHECK(told.took.value().p99 == duration_histogram::bucket_of(1ms));
  pass(60);
  CHECK_FALSE(history.summary_of("main", 1).value().took);
  CHECK_FALSE(history.summary_of("main", 2));
  CHECK_FALSE(history.summary_of("api", 1));
}

TEST_CASE_METHOD(history_fixture,
                 "of more backends than can be looked at in a second the steps are longer, and stay so") {
  have(1, 10);
  pass(4);
  have(1, 2 * traffic_history::fine + 1);
  CHECK(of(1).seconds_a_step() == 4);
  CHECK(of(1).size() == 1); // of the four before
  CHECK(of(2 * traffic_history::fine + 1).seconds_a_step() == 4);
  CHECK(of_pool().seconds_a_step() == 1);
  for (std::uint32_t id = 1; id <= 2 * traffic_history::fine + 1; ++id)
    shard(id).count(0, 200, 1ms);
  pass(4);
  std::size_t found = 0;
  for (const auto& b : history.find("main")->backends)
    found += b->traffic.track().before_last(0).requests;
  CHECK(found == 2 * traffic_history::fine + 1);
  have(1, 10);
  CHECK(of(1).seconds_a_step() == 4);
  have(1, 11);
  CHECK(of(11).seconds_a_step() == 1);
}

TEST_CASE_METHOD(history_fixture, "the history takes 64 MiB at most, whatever the number of backends and pools") {
  const auto backends = GENERATE(std::size_t{1'250}, std::size_t{10'000}, std::size_t{30'000});
  std::vector<std::string> names{"main"};
  for (std::size_t i = 0; i < 2 * traffic_history::fine_pools; ++i)
    names.push_back("pool " + std::to_string(i));
  have_pools(names);
  have(1, static_cast<std::uint32_t>(backends));
  // Every reason for which a request can fail occurs in every pool.
  for (const auto& name : names)
    for (std::size_t i = 0; i < loadex::base::reason_count; ++i)
      counted.shard(0, name, "")->failed(static_cast<reason>(i));
  pass(4);
  CAPTURE(backends, history.memory());
  CHECK(history.memory() <= 64 * 1024 * 1024);
  CHECK(history.find("main")->backends.size() == std::min<std::size_t>(backends, traffic_history::most));
}
