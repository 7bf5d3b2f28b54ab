#include "net/admin/handlers/event_stream.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>

#include <memory>
#include <optional>
#include <thread>
#include <vector>

using namespace loadex;
using namespace loadex::net::admin;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;
using handlers::event_stream;

namespace {

/// A client of a stream that takes a piece when it is told to.
struct stream_fixture {
  net::asio::io_context io;
  observability::event_log log;
  stream_places places;
  std::unique_ptr<event_stream> stream;
  std::optional<std::string> latest;
  bool waiting = false;

  void open(std::uint64_t after = 0, std::string pool = {}) {
    if (stream) {
      stream->end();
      turn();
    }
    stream = std::make_unique<event_stream>(io.get_executor(), log, after, std::move(pool), places.take());
  }

  void record(int count = 1, const std::string& pool = "main") {
    for (int i = 0; i < count; ++i)
      log.record({.pool = pool, .kind = observability::event_kind::weight_changed, .before = "1", .after = "2"});
  }

  void turn() {
    io.restart();
    io.poll();
  }

  /// Asks for the next piece; it may have to wait.
  void ask() {
    waiting = true;
    net::asio::co_spawn(io, take(), net::asio::detached);
    turn();
  }

  net::awaitable<> take() {
    latest = co_await stream->next();
    waiting = false;
  }
};

} // namespace

TEST_CASE_METHOD(stream_fixture, "a stream of events has those above a number, then each as it happens") {
  record(2);
  open(1);
  ask();
  CHECK_FALSE(waiting);
  CHECK_THAT(latest.value(), StartsWith("id: 2\ndata: {\"id\":2,"));
  CHECK_THAT(latest.value(),
             Contains(R"("kind":"weight changed","pool":"main","by":"probe","before":"1","after":"2"})"));
  ask();
  CHECK(waiting);
  record(2);
  turn();
  CHECK_FALSE(waiting);
  CHECK_THAT(latest.value(), StartsWith("id: 3\n") && Contains("\n\nid: 4\n"));
}

TEST_CASE_METHOD(stream_fixture, "a stream of one pool's events has no others") {
  open(0, "api");
  record(1);
  record(1, "api");
  ask();
  CHECK_THAT(latest.value(), StartsWith("id: 2\n"));
  ask();
  record(1);
  turn();
  CHECK(waiting);
  record(1, "api");
  turn();
  CHECK_THAT(latest.value(), StartsWith("id: 4\n"));
}

TEST_CASE_METHOD(stream_fixture, "a client that takes nothing for long is told how many events it has missed") {
  open();
  ask();
  record(1);
  turn();
  CHECK_THAT(latest.value(), StartsWith("id: 1\n"));
  record(static_cast<int>(observability::event_log::capacity) + 7);
  ask();
  CHECK_THAT(latest.value(), StartsWith("event: missed\ndata: {\"missed\":7}\n\nid: 9\n"));
  std::size_t pieces = 1;
  for (ask(); !waiting; ask())
    ++pieces;
  CHECK(pieces == 100); // none of them large
  CHECK_THAT(latest.value(), Contains("id: 10008\n"));
}

TEST_CASE_METHOD(stream_fixture, "a stream that is ended gives nothing more, also to who waits for it") {
  open();
  ask();
  REQUIRE(waiting);
  stream->end();
  turn();
  CHECK_FALSE(waiting);
  CHECK_FALSE(latest);
  record();
  ask();
  CHECK_FALSE(waiting);
  CHECK_FALSE(latest);
}

TEST_CASE_METHOD(stream_fixture, "events that happen on other threads reach a stream, whenever it comes and goes") {
  std::thread others([&] { record(2'000); });
  for (int i = 0; i < 200; ++i) {
    open();
    ask();
  }
  others.join();
  open(1'999);
  ask();
  CHECK_THAT(latest.value(), StartsWith("id: 2000\n"));
}

TEST_CASE("there are so many streams at a time, and the place of one that has ended is free") {
  stream_places places;
  std::vector<stream_places::place> held;
  for (unsigned i = 0; i < stream_places::most; ++i)
    CHECK(held.emplace_back(places.take()));
  CHECK_FALSE(places.take());
  CHECK_FALSE(places.take());
  held.pop_back();
  CHECK(places.take());
}

TEST_CASE_METHOD(stream_fixture, "of a stream that has ended the log keeps nothing, also while nothing happens") {
  for (int i = 0; i < 3; ++i)
    open();
  CHECK(log.subscriptions() == 1);
  stream.reset();
  CHECK(log.subscriptions() == 0);
}
