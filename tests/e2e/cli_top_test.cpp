#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/loadex_command.hpp"
#include "tests/support/e2e/programs.hpp"
#include "tests/support/e2e/scripted_daemon.hpp"
#include "tests/support/e2e/terminal_process.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <csignal>

using namespace loadex::tests::e2e;
using nlohmann::json;

namespace {

/// A daemon with two backends, of which the second has more traffic.
class busy_daemon : public scripted_daemon {
public:
  busy_daemon() {
    answer("GET /backends", 200, json{{"backends", {backend("alpha", 1), backend("beta", 2)}}}.dump());
    pass(5);
  }

  /// So many requests have passed in the newest second.
  void pass(int requests) {
    const auto traffic = [](int count) {
      return json{{"step_seconds", 1},      {"requests", {0, count}}, {"errors", {0, 0}},      {"in_flight", {0, 1}},
                  {"p50_ms", {nullptr, 1}}, {"p95_ms", {nullptr, 2}}, {"p99_ms", {nullptr, 3}}};
    };
    auto all = traffic(requests);
    all["until"] = "2026-11-29T15:00:00Z";
    all["errors"] = json::object();
    for (const auto id : {1, 2}) {
      auto one = traffic(id * requests);
      one.update({{"pool", "main"}, {"id", id}, {"url", "http://b"}});
      all["backends"].push_back(one);
    }
    answer("GET /stats", 200, all.dump());
  }

private:
  static json backend(const std::string& name, int id) {
    return {{"pool", "main"},     {"id", id},       {"url", "http://" + name + ":1"},
            {"state", "healthy"}, {"in_flight", 0}, {"queued", 0}};
  }
};

/// `loadex top` on a terminal, with its figures on the screen.
struct watching {
  explicit watching(std::vector<std::string> environment = {})
      : top({loadex_program, "top", "-u", daemon.url()}, std::move(environment)) {
    REQUIRE(top.shows("http://beta:1"));
  }

  bool is_first(const std::string& name) {
    const auto screen = top.screen();
    return screen.find("http://" + name) < screen.find(name == "alpha" ? "http://beta" : "http://alpha");
  }

  busy_daemon daemon;
  terminal_process top;
};

/// What ends the screen of its own, and shows the cursor.
constexpr auto restored = "\x1b[?25h\x1b[?1049l";

} // namespace

TEST_CASE_METHOD(watching, "loadex top shows figures as they come, and its keys sort, filter, pause and help") {
  CHECK(top.shows("5 requests/s"));
  daemon.pass(7);
  CHECK(top.shows("7 requests/s"));

  CHECK(is_first("alpha"));
  top.type("3");
  CHECK(eventually([&] { return is_first("beta"); }));
  top.type("/alp\r");
  CHECK(top.shows("only alp"));
  CHECK_FALSE(contains(top.screen(), "http://beta"));
  top.type("\x1b");
  CHECK(top.shows("http://beta"));
  top.type("h");
  CHECK(top.shows("scroll down, up"));
  top.type("hp");
  CHECK(top.shows("paused"));
  daemon.pass(9);
  top.type("p");
  CHECK(top.shows("9 requests/s"));
}

TEST_CASE("loadex top gives the terminal back as it was, however it ends") {
  const std::string way = GENERATE("q", "\x03", "SIGTERM");
  CAPTURE(way);
  busy_daemon daemon;
  terminal_process top({loadex_program, "top", "-u", daemon.url()});
  const auto before = top.settings();
  REQUIRE(top.shows("http://beta:1"));
  CHECK((top.settings().c_lflag & ICANON) == 0);
  CHECK(contains(top.output(), "\x1b[?1049h"));

  if (way == "SIGTERM")
    top.signal(SIGTERM);
  else
    top.type(way);
  CHECK(top.wait() == 0);
  CHECK(top.output().ends_with(restored));
  CHECK(top.settings().c_lflag == before.c_lflag);
}

TEST_CASE_METHOD(watching, "loadex top follows the size of its terminal, down to one that has hardly room") {
  CHECK(contains(top.screen(), "FLIGHT"));
  top.type("p"); // nothing else has it draw
  CHECK(top.shows("paused"));
  top.resize(40, 10);
  CHECK(eventually([&] { return !contains(top.screen(), "FLIGHT") && contains(top.screen(), "P95 MS"); }));
  top.resize(1, 1);
  CHECK(eventually([&] { return !contains(top.screen(), "\r\n"); }));
  top.resize(200, 50);
  CHECK(top.shows("QUEUED"));
  CHECK(top.running());
}

TEST_CASE_METHOD(watching, "loadex top that is stopped gives the terminal to the shell, and takes it again") {
  top.type("\x1a");
  CHECK(top.writes(restored));
  CHECK(top.running());
  top.signal(SIGCONT);
  CHECK(eventually([&] { return top.output().rfind("\x1b[?1049h") > top.output().rfind(restored); }));
  top.type("q");
  CHECK(top.wait() == 0);
}

TEST_CASE_METHOD(watching, "loadex top tells that the daemon does not answer, and goes on when it does") {
  daemon.answer("GET /stats", 503, "");
  CHECK(top.shows("answered 503"));
  CHECK(contains(top.screen(), "http://beta:1"));
  daemon.pass(6);
  CHECK(top.shows("6 requests/s"));
  CHECK(eventually([&] { return !contains(top.screen(), "503"); }));
}

TEST_CASE("loadex top has colours, unless NO_COLOR is set") {
  CHECK(contains(watching().top.screen(), "\x1b[32mhealthy"));
  CHECK_FALSE(contains(watching({"NO_COLOR=1"}).top.screen(), "\x1b[32m"));
}

TEST_CASE("loadex top prints one table where there is no terminal") {
  const busy_daemon daemon;
  const auto shown = run_loadex({"top", "-u", daemon.url()});
  CHECK(shown.code == 0);
  CHECK(contains(shown.output, "http://beta:1   healthy"));
  CHECK_FALSE(contains(shown.output, "\x1b"));
  CHECK(run_loadex({"top", "-u", scripted_daemon().url()}).code == 1);
}
