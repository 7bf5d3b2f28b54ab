#include "net/admin/live/live_mailbox.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <catch2/catch.hpp>

#include <vector>

using namespace loadex::net;
using admin::live_mailbox;
using outcome = live_mailbox::outcome;

namespace {

live_mailbox::text text(const char* of) {
  return std::make_shared<const std::string>(of);
}

/// A mailbox and what has been taken from it.
struct reading {
  asio::io_context io;
  std::shared_ptr<live_mailbox> box = std::make_shared<live_mailbox>(io.get_executor());
  std::vector<std::string> taken;
  bool over = false;

  void read() {
    asio::co_spawn(io, take_all(), asio::detached);
    run();
  }
  void run() {
    io.restart();
    io.poll();
  }
  awaitable<> take_all() {
    for (auto next = co_await box->take(); next; next = co_await box->take())
      taken.push_back(**next);
    over = true;
  }
};

} // namespace

TEST_CASE_METHOD(reading, "texts are taken in their order, those that were there and those that come") {
  box->put(text("a"));
  box->put(text("b"));
  read();
  CHECK(taken == std::vector<std::string>{"a", "b"});
  box->put(text("c"));
  run();
  CHECK(taken == std::vector<std::string>{"a", "b", "c"});
  CHECK_FALSE(over);
}

TEST_CASE_METHOD(reading, "a mailbox that nobody empties is full once, and begins anew") {
  for (int i = 0; i < 5; ++i)
    CHECK(box->put(text("old")) == outcome::kept);
  CHECK(box->put(text("lost")) == outcome::full);
  CHECK(box->put(text("all")) == outcome::kept);
  read();
  CHECK(taken == std::vector<std::string>{"all"});
}

TEST_CASE_METHOD(reading, "a closed mailbox takes nothing and ends who waits") {
  read();
  box->close();
  run();
  CHECK(over);
  CHECK(box->put(text("late")) == outcome::closed);
}
