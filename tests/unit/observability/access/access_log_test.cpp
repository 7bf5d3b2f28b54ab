#include "observability/access/access_log.hpp"
#include "tests/support/e2e/eventually.hpp"
#include "tests/support/folder.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <thread>

using namespace loadex;
using namespace loadex::observability;
using namespace std::chrono_literals;
using tests::e2e::eventually;

namespace {

struct stage {
  tests::folder here;
  std::optional<access_log> log{std::in_place};
  std::shared_ptr<access_queue> worker = log->join();

  void adopt(const std::string& file) {
    config::log_settings how;
    how.access = file.empty() ? "" : here.path(file);
    how.access_fields = {config::access_field::path};
    log->adopt(log->prepare(how));
  }

  /// Whether it was wanted.
  bool ends(std::string_view target) {
    access_entry e;
    e.about.what = {"GET", target};
    if (!worker->wants(e.about))
      return false;
    worker->write(e);
    return true;
  }

  bool is_written(std::uint64_t lines) const {
    return eventually([&] { return log->written() == lines; });
  }
};

std::string line(const std::string& target) {
  return R"({"path":")" + target + "\"}\n";
}

} // namespace

TEST_CASE("an access log is off until it is told where to write") {
  stage at;
  at.adopt("");
  CHECK_FALSE(at.ends("/a"));
  CHECK_FALSE(at.log->is_on());
  at.adopt("log");
  CHECK(at.log->is_on());
  CHECK(at.ends("/b"));
  CHECK(at.is_written(1));
  CHECK(at.here.read("log") == line("/b"));
}

TEST_CASE("an access log that rests is woken by the next line") {
  stage at;
  at.adopt("log");
  for (std::uint64_t i = 1; i <= 20; ++i) {
    CHECK(at.ends("/"));
    CHECK(at.is_written(i)); // and then it rests, or is about to
  }
}

TEST_CASE("what has ended before a change of file is in the old one, what ends later in the new one") {
  stage at;
  at.adopt("one");
  at.ends("/a");
  at.adopt("two");
  CHECK(at.here.read("one") == line("/a"));
  at.ends("/b");
  CHECK(at.is_written(2));
  CHECK(at.here.read("two") == line("/b"));

  at.adopt("");
  CHECK_FALSE(at.ends("/c"));
  at.adopt("two");
  at.ends("/d");
  CHECK(at.is_written(3));
  CHECK(at.here.read("two") == line("/b") + line("/d"));
  CHECK(at.log->dropped() == 0);
}

TEST_CASE("a file that cannot be written to changes nothing") {
  stage at;
  at.adopt("one");
  CHECK_THROWS_AS(at.adopt("no/log"), access_file_failure);
  at.ends("/a");
  CHECK(at.is_written(1));
  CHECK(at.here.read("one") == line("/a"));
}

TEST_CASE("a line after lines that were dropped does not wait until these are told of") {
  stage at;
  std::filesystem::create_symlink("/dev/full", at.here.path("full"));
  at.adopt("full");
  for (std::uint64_t i = 1; i <= 2; ++i) { // the second is told of 10 s after the first
    at.ends("/lost");
    REQUIRE(eventually([&] { return at.log->dropped() == i; }));
  }
  at.adopt("log");
  for (std::uint64_t i = 1; i <= 2; ++i) { // the first may come while the change keeps the writer awake
    at.ends("/a");
    CHECK(eventually([&] { return at.log->written() == i; }, 5s));
  }
}

TEST_CASE("a file that was moved away is opened again when that is asked for, and no line is lost between") {
  stage at;
  at.adopt("log");
  constexpr int each = 2000;
  std::thread worker([&] {
    for (int i = 0; i < each; ++i)
      at.ends("/" + std::to_string(i));
  });
  for (int i = 0; i < 5; ++i) {
    std::filesystem::rename(at.here.path("log"), at.here.path("old" + std::to_string(i)));
    at.log->reopen();
    CHECK(eventually([&] { return std::filesystem::exists(at.here.path("log")); }));
  }
  worker.join();
  CHECK(at.is_written(each));
  std::string all;
  for (int i = 0; i < 5; ++i)
    all += at.here.read("old" + std::to_string(i));
  all += at.here.read("log");
  std::string expected;
  for (int i = 0; i < each; ++i)
    expected += line('/' + std::to_string(i));
  CHECK(all == expected);
}

TEST_CASE("a file that was opened again is the one that further settings write to") {
  stage at;
  at.adopt("log");
  std::filesystem::rename(at.here.path("log"), at.here.path("old"));
  at.log->reopen();
  REQUIRE(eventually([&] { return std::filesystem::exists(at.here.path("log")); }));
  at.adopt("log");
  at.ends("/a");
  CHECK(at.is_written(1));
  CHECK(at.here.read("log") == line("/a"));
  CHECK(at.here.read("old").empty());
}

TEST_CASE("the end of an access log writes what is queued, of every worker") {
  stage at;
  const auto other = at.log->join();
  at.adopt("log");
  for (int i = 0; i < 1000; ++i)
    at.ends("/a");
  access_entry e;
  e.about.what = {"GET", "/other"};
  other->write(e);
  at.log.reset();
  const auto all = at.here.read("log");
  CHECK(std::count(all.begin(), all.end(), '\n') == 1001);
  CHECK(all.find(line("/other")) != std::string::npos);
}
