#include "net/front/edition.hpp"

#include <catch2/catch.hpp>

using namespace loadex;
using namespace loadex::net;

namespace {

config::route_settings to_pool(std::string path, std::vector<std::string> methods = {}) {
  config::route_settings route;
  route.path = std::move(path);
  route.methods = std::move(methods);
  route.pool = "main";
  return route;
}

/// What a listener called `name` with these routes becomes.
front::edition_ptr edition_of(std::vector<config::route_settings> routes, const front::edition_ptr& before = {},
                              const std::string& name = "site") {
  auto now = std::make_shared<config::snapshot>();
  now->pools.emplace_back().how.name = "main";
  auto& site = now->listeners.emplace_back().how;
  site.name = name;
  site.routes = std::move(routes);
  return front::make_edition(now,
                             {.listening = {{}},
                              .secured = {nullptr},
                              .pools = {1},
                              .to_backends = {nullptr},
                              .workers = 2,
                              .of_each_worker = {}},
                             before.get());
}

std::vector<std::int64_t> hits(const front::edition& of) {
  std::vector<std::int64_t> all;
  for (const auto& way : of.sites[0].ways)
    all.push_back(way.hits->sum());
  return all;
}

} // namespace

TEST_CASE("a route that stays across a reload goes on counting, wherever it stands and whatever becomes of it") {
  const auto first = edition_of({to_pool("/a"), to_pool("/b"), to_pool("/b", {"GET"})});
  first->sites[0].ways[0].hits->add(0);
  first->sites[0].ways[1].hits->add(1, 2);
  first->sites[0].ways[2].hits->add(1, 3);
  auto changed = to_pool("/b");
  changed.name = "shop";
  changed.pool.clear();
  changed.redirect = "https";
  const auto second = edition_of({to_pool("/b", {"GET"}), to_pool("/b", {"POST"}), changed, to_pool("/c")}, first);
  CHECK(hits(*second) == std::vector<std::int64_t>{3, 0, 2, 0});
  first->sites[0].ways[1].hits->add(0); // a worker that still serves by the first
  CHECK(hits(*second) == std::vector<std::int64_t>{3, 0, 3, 0});
}

TEST_CASE("routes that take the same do not count together") {
  const auto first = edition_of({to_pool("/a"), to_pool("/a")});
  first->sites[0].ways[0].hits->add(0);
  const auto second = edition_of({to_pool("/a"), to_pool("/a"), to_pool("/a")}, first);
  second->sites[0].ways[2].hits->add(0, 5);
  auto told = hits(*second);
  std::ranges::sort(told);
  CHECK(told == std::vector<std::int64_t>{0, 1, 5});
}

TEST_CASE("another listener counts by itself, and so does what no route takes") {
  const auto first = edition_of({to_pool("/a")});
  first->sites[0].ways[0].hits->add(0);
  first->sites[0].counted->requests.add(1, 7);
  CHECK(edition_of({to_pool("/a")}, first)->sites[0].counted->requests.sum() == 7);
  const auto other = edition_of({to_pool("/a")}, first, "other");
  CHECK(hits(*other) == std::vector<std::int64_t>{0});
  CHECK(other->sites[0].counted->requests.sum() == 0);
}

TEST_CASE("what was counted of a route that is gone goes with the last edition that had it") {
  auto first = edition_of({to_pool("/a")});
  const std::weak_ptr<observability::worker_counters> counted = first->sites[0].ways[0].hits;
  const auto second = edition_of({to_pool("/b")}, first);
  CHECK_FALSE(counted.expired());
  first.reset();
  CHECK(counted.expired());
}
