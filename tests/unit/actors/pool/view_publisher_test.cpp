#include "actors/pool/view_publisher.hpp"

#include <catch2/catch.hpp>

#include <vector>

using namespace loadex::actors;

namespace {

struct fixture {
  std::vector<pool_view_ptr> unused;
  view_publisher views{[this](pool_view_ptr view) { unused.push_back(std::move(view)); }};

  void publish() {
    auto view = std::make_unique<pool_view>();
    view->version = views.next_version();
    views.publish(std::move(view));
  }
};

} // namespace

TEST_CASE("a publisher gives a subscriber the newest view at once, and every later one") {
  fixture f;
  f.publish();
  f.publish();
  std::vector<std::uint64_t> seen;
  f.views.subscribe([&](const pool_view_ptr& view) { seen.push_back(view->version); });
  f.publish();
  CHECK(seen == std::vector<std::uint64_t>{2, 3});
  CHECK(f.views.newest().version == 3);
}

TEST_CASE("a publisher knows the oldest view that anybody holds") {
  fixture f;
  pool_view_ptr held;
  f.publish();
  f.views.subscribe([&](pool_view_ptr view) { held = held ? held : std::move(view); });
  f.publish();
  f.publish();
  CHECK(f.views.oldest_in_use() == 1);
  held.reset();
  CHECK(f.views.oldest_in_use() == 3);
}

TEST_CASE("a view comes back when the last who held it lets go") {
  fixture f;
  pool_view_ptr held;
  f.publish();
  f.views.subscribe([&](pool_view_ptr view) { held = std::move(view); });
  f.publish();
  REQUIRE(f.unused.size() == 1);
  CHECK(f.unused[0]->version == 1);
  f.publish();
  CHECK(f.unused.size() == 2);
}
