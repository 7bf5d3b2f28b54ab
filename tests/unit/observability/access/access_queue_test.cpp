#include "observability/access/access_queue.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <thread>
#include <vector>

using namespace loadex;
using namespace loadex::observability;

namespace {

struct stage {
  access_switch shared;
  access_queue queue{shared};

  stage() { shared.on = true; }

  void write(std::string_view target, unsigned status = 200) {
    access_entry e;
    e.about.what = {"GET", target};
    e.about.status = status;
    queue.write(e);
  }

  std::vector<std::string> read() {
    std::vector<std::string> targets;
    queue.read([&](const access_entry& e) {
      CHECK(e.about.what.method == "GET");
      targets.emplace_back(e.about.what.target);
      return true;
    });
    return targets;
  }
};

} // namespace

TEST_CASE("an access queue gives back what was written, in order and once") {
  stage at;
  CHECK(at.queue.is_empty());
  at.write("/a");
  at.write("");
  at.write("/some/longer/path");
  CHECK_FALSE(at.queue.is_empty());
  CHECK(at.read() == std::vector<std::string>{"/a", "", "/some/longer/path"});
  CHECK(at.queue.is_empty());
  CHECK(at.read().empty());
}

TEST_CASE("a reader that has enough goes on later where it stopped") {
  stage at;
  at.write("/a");
  at.write("/b");
  at.queue.read([](const access_entry&) { return false; });
  CHECK(at.read() == std::vector<std::string>{"/b"});
}

TEST_CASE("entries of any length go around the end of an access queue whole") {
  stage at;
  const auto target = [](std::size_t i) { return std::to_string(i) + std::string(i * 37 % 900, 'x'); };
  constexpr std::size_t count = 30'000; // three times around
  std::size_t next = 0;
  for (std::size_t i = 0; i < count; ++i) {
    at.write(target(i));
    if (i % 100 == 99)
      at.queue.read([&](const access_entry& e) {
        REQUIRE(e.about.what.target == target(next));
        return ++next < i; // it is never empty
      });
  }
  for (const auto& read : at.read())
    REQUIRE(read == target(next++));
  CHECK(next == count);
  CHECK(at.shared.dropped == 0);
}

TEST_CASE("an access queue whose reader keeps up uses little memory") {
  stage at;
  const std::string target(1000, 'x');
  const char* first = nullptr;
  std::ptrdiff_t furthest = 0;
  for (int i = 0; i < 10'000; ++i) {
    at.write(target);
    if (i % 10 == 9)
      at.queue.read([&](const access_entry& e) {
        const char* text = e.about.what.target.data();
        first = first == nullptr ? text : first;
        furthest = std::max(furthest, text - first);
        return true;
      });
  }
  CHECK(furthest > 0);
  CHECK(furthest < static_cast<std::ptrdiff_t>(access_queue::capacity / 8));
  CHECK(at.shared.dropped == 0);
}

TEST_CASE("what finds no room in an access queue is dropped and counted, and what is in it stays") {
  stage at;
  const std::string target(access_queue::most_text, 'x');
  std::size_t written = 0;
  while (at.shared.dropped == 0) {
    at.write(target);
    ++written;
  }
  at.write(target);
  CHECK(at.shared.dropped == 2);
  const auto kept = at.read();
  CHECK(kept.size() == written - 1);
  CHECK(kept.size() * target.size() > access_queue::capacity * 8 / 10); // nearly all of it can be used
  at.write("/again");
  CHECK(at.read() == std::vector<std::string>{"/again"});
  CHECK(at.shared.dropped == 2);
}

TEST_CASE("a text too long for the access log is cut off, the others are not") {
  stage at;
  at.write(std::string(access_queue::most_text + 1, 'x'));
  CHECK(at.read() == std::vector<std::string>{std::string(access_queue::most_text, 'x')});
}

TEST_CASE("one of so many requests gets a line, and every one that failed") {
  stage at;
  request_record good;
  good.status = 404;
  int lines = 0;
  const auto count = [&](const request_record& r) {
    lines = 0;
    for (int i = 0; i < 100; ++i)
      lines += at.queue.wants(r) ? 1 : 0;
    return lines;
  };
  CHECK(count(good) == 100);
  at.shared.sample = 10;
  CHECK(count(good) == 10);
  auto failed = good;
  SECTION("by its status") {
    failed.status = 500;
  }
  SECTION("by a fault of a backend") {
    failed.why = base::reason::reset;
  }
  SECTION("by no fault of a backend") {
    failed.failed = base::reason::client_gone;
  }
  CHECK(count(failed) == 100);
  at.shared.on = false;
  CHECK(count(failed) == 0);
}

TEST_CASE("an access queue wakes its reader if that is idle, and if it is half full") {
  stage at;
  const auto is_woken = [&] { return at.shared.await_wake(std::chrono::milliseconds(0)); };
  at.write("/busy");
  CHECK_FALSE(is_woken());
  at.shared.idle = true;
  at.write("/idle");
  CHECK(is_woken());
  at.shared.idle = false;
  for (std::size_t bytes = 0; bytes < access_queue::capacity / 2; bytes += access_queue::most_text)
    at.write(std::string(access_queue::most_text, 'x'));
  CHECK(is_woken());
}

TEST_CASE("a worker writes to an access queue while another thread reads, and nothing is lost or mixed up") {
  stage at;
  constexpr std::size_t count = 50'000;
  std::thread worker([&] {
    for (std::size_t i = 0; i < count; ++i)
      at.write(std::to_string(i) + std::string(i % 300, 'x'));
  });
  std::size_t next = 0;
  std::uint64_t last = 0;
  bool ended = false;
  while (!ended) {
    if (next + at.shared.dropped == count)
      ended = true; // what is there now is all that is left
    at.queue.read([&](const access_entry& e) {
      const auto i = std::stoull(std::string(e.about.what.target));
      CHECK((next == 0 || i > last));
      CHECK(e.about.what.target.size() == std::to_string(i).size() + i % 300);
      last = i;
      ++next;
      return true;
    });
  }
  worker.join();
  CHECK(next + at.shared.dropped == count);
}
