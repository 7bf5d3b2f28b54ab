#include "actors/pool/outliers.hpp"
#include "tests/support/pool_fixture.hpp"

#include <catch2/catch.hpp>

using namespace loadex::actors;
using namespace std::chrono_literals;
using loadex::observability::event_kind;
using loadex::tests::backend;
using fixture = loadex::tests::pool_fixture;

namespace {

loadex::config::settings comparing() {
  loadex::config::settings all;
  all.outlier = {.factor = 3, .floor = 20, .interval = 1s};
  return all;
}

/// Four backends, whose requests take so long until the next comparison.
void compare(fixture& f, std::vector<std::chrono::microseconds> latencies) {
  for (std::size_t i = 0; i < latencies.size(); ++i)
    for (int request = 0; request < 60; ++request)
      f.view->members[i]->latencies->add(latencies[i]);
  f.advance(1s);
}

} // namespace

TEST_CASE("a backend that stays slower than the others loses weight, and the pool tells") {
  fixture f{{backend(1), backend(2), backend(3), backend(4)}, comparing()};
  f.run();
  for (int i = 0; i < 2; ++i)
    compare(f, {10ms, 10ms, 10ms, 100ms});
  CHECK_FALSE(f.view->plan.restrained);
  compare(f, {10ms, 10ms, 10ms, 100ms});
  CHECK(f.view->plan.all[3].eased);
  CHECK(f.view->plan.all[3].live_load->share == 0.5F);
  CHECK(f.events.back()->kind == event_kind::weight_eased);
  CHECK(f.events.back()->backend_id == 4);
  CHECK(f.explain().backends[3].share == 0.5);

  compare(f, {10ms, 10ms, 10ms, 10ms});
  CHECK_FALSE(f.view->plan.restrained);
  CHECK(f.view->plan.all[3].live_load->share == 1);
}

TEST_CASE("a backend of weight 0 is not compared: there is nothing to take from it") {
  fixture f{{backend(1), backend(2), backend(3), backend(4)}, comparing()};
  f.run();
  f.weigh(4, 0);
  for (int i = 0; i < 5; ++i)
    compare(f, {10ms, 10ms, 10ms, 100ms});
  CHECK(f.events.back()->kind == event_kind::weight_changed);
  f.weigh(3, 0);
  for (int i = 0; i < 5; ++i)
    compare(f, {10ms, 100ms, 10ms, 100ms}); // two are too few
  CHECK(f.events.back()->kind == event_kind::weight_changed);
}

TEST_CASE("two backends are not compared, and what is known of a backend is kept until there are three") {
  fixture f{{backend(1), backend(2), backend(3)}, comparing()};
  f.run();
  for (int i = 0; i < 5; ++i)
    compare(f, {1ms, 100ms});
  CHECK(f.events.size() == 3); // that they are up
  for (int i = 0; i < 3; ++i)
    compare(f, {1ms, 100ms, 1ms});
  CHECK(f.events.back()->kind == event_kind::weight_eased);
  CHECK(f.events.back()->backend_id == 2);
}

TEST_CASE("a backend that there is nobody to compare with any more gets its whole weight back") {
  fixture f{{backend(1), backend(2), backend(3)}, comparing()};
  f.run();
  for (int i = 0; i < 3; ++i)
    compare(f, {1ms, 100ms, 1ms});
  REQUIRE(f.view->plan.all[1].eased);
  f.disable(3);
  f.advance(1s);
  CHECK_FALSE(f.view->plan.restrained);
  CHECK(f.view->plan.all[1].live_load->share == 1);
}
