#include "observability/events/event_log.hpp"

#include <catch2/catch.hpp>

#include <cstdint>
#include <thread>

using namespace loadex::observability;

namespace {

void record(event_log& log, const std::string& pool, int count = 1) {
  for (int i = 0; i < count; ++i)
    log.record({.pool = pool, .kind = event_kind::weight_changed});
}

} // namespace

TEST_CASE("events of all pools are numbered together, and read from any of them on") {
  event_log log;
  record(log, "a");
  record(log, "b");
  record(log, "a");
  const auto all = log.read(0, 10);
  REQUIRE(all.events.size() == 3);
  CHECK(all.events[1]->number == 2);
  CHECK(all.events[1]->pool == "b");
  CHECK(all.latest == 3);
  CHECK(all.missed == 0);
  CHECK(log.read(2, 10).events.size() == 1);
  CHECK(log.read(0, 2).events.size() == 2);
  CHECK(log.read(0, 10, "a").events.back()->number == 3);
  CHECK(log.read(3, 10).events.empty());
}

TEST_CASE("the last events are kept, and who asks for older ones is told how many are gone") {
  event_log log;
  record(log, "a", static_cast<int>(event_log::capacity) + 200);
  const auto page = log.read(0, event_log::capacity);
  CHECK(page.events.size() == event_log::capacity);
  CHECK(page.events.front()->number == 201);
  CHECK(page.missed == 200);
  CHECK(log.read(150, 1).missed == 50);
  CHECK(log.read(200, 1).missed == 0);
  CHECK(log.read(UINT64_MAX, 1).missed == 0);
}

TEST_CASE("events that threads record at once have numbers without a gap, and are told in their order") {
  event_log log;
  std::vector<std::uint64_t> told;
  log.subscribe(0, [&](const event_ptr& e) {
    told.push_back(e->number);
    return true;
  });
  std::vector<std::thread> threads;
  threads.reserve(4);
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] { record(log, "a", 500); });
  for (auto& t : threads)
    t.join();
  REQUIRE(told.size() == 2'000);
  for (std::size_t i = 0; i < told.size(); ++i)
    REQUIRE(told[i] == i + 1);
}
