#include "config/snapshot.hpp"

#include "config/checks.hpp"
#include "config/config_file.hpp"
#include "config/own_settings.hpp"
#include "config/setting_table.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace loadex::config;

TEST_CASE("a setting that can follow does so in the next snapshot") {
  const auto now = make_snapshot({});
  auto wanted = now->all;
  wanted.proxy.response_timeout = milliseconds(1);
  const auto then = succeed(*now, wanted);
  CHECK(then.next->version == now->version + 1);
  CHECK(then.next->all.proxy.response_timeout == milliseconds(1));
  CHECK(then.wait_for_start.empty());
  CHECK(now->all.proxy.response_timeout != milliseconds(1)); // whoever holds it is not disturbed
}

TEST_CASE("a setting that something lasting was built from waits for a restart, and is named") {
  const auto now = make_snapshot({});
  auto wanted = now->all;
  wanted.global.workers = 3;
  wanted.global.io = io_engine::poll;
  wanted.scheduler.max_threads = 3;
  wanted.limits.head *= 2;
  const auto then = succeed(*now, wanted);
  CHECK(then.wait_for_start == std::vector<std::string>{"workers", "io", "scheduler.max-threads"});
  CHECK(then.next->all.global.workers == 0);
  CHECK(then.next->all.limits.head == wanted.limits.head);
}

TEST_CASE("what waits for a restart is a setting that there is") {
  for (const auto name : waiting_for_start()) {
    const bool whole_section = name.ends_with(".*");
    CAPTURE(name);
    CHECK((whole_section ? !keys_of(name.substr(0, name.size() - 2)).empty()
                         : std::ranges::count(setting_table(), std::string(name), &setting::name) == 1));
  }
}

TEST_CASE("what backends are judged by follows at once, as whole sections") {
  const auto now = make_snapshot({});
  auto wanted = now->all;
  wanted.health.path = "/up";
  wanted.circuit.outages = 9;
  const auto then = succeed(*now, wanted);
  CHECK(then.changed == std::vector<std::string>{"health.path", "circuit.outages"});
  CHECK(then.wait_for_start.empty());
  CHECK(then.next->all.health == wanted.health);
  CHECK(then.next->all.circuit == wanted.circuit);
}

TEST_CASE("backends follow at once, with all that they have of their own") {
  const auto parsed = [](const char* text) { return backend_url::parse(text).value(); };
  settings before;
  before.global.backends = {{.url = parsed("http://a:1")}, {.url = parsed("http://b:1")}};
  const auto now = make_snapshot(before);
  auto wanted = before;
  wanted.global.backends = {{.url = parsed("http://b:1"), .weight = 3, .max_connections = 7}};
  set_own(wanted.global.backends[0].health, *find_setting("health.path"), "/up");
  wanted.global.algo = algorithm::random;

  const auto then = succeed(*now, wanted);

  CHECK(then.changed == std::vector<std::string>{"algo", "backends"});
  CHECK(then.wait_for_start.empty());
  const auto& next = then.next->pools.at(0).how.backends;
  REQUIRE(next.size() == 1);
  CHECK(next[0].weight == 3);
  CHECK(next[0].max_connections == 7u);
  CHECK(next[0].health == wanted.global.backends[0].health);
}

TEST_CASE("a configuration that is the same again changes nothing") {
  const auto now = make_snapshot({});
  const auto then = succeed(*now, now->all);
  CHECK(then.changed.empty());
  CHECK(then.wait_for_start.empty());
}

namespace {

/// The settings that a file has, which is a good one.
settings settings_of(std::string_view text) {
  draft read;
  apply_file_text("f", text, read);
  check_whole(read);
  REQUIRE(read.problems.empty());
  return read.all;
}

} // namespace

TEST_CASE("of pools and listeners is told which have changed, come or gone, by name") {
  const auto now = make_snapshot(settings_of(R"(
[listeners]
web={port=80, redirect="https"}
site={port=8080, pool="api"}
old={port=8081, pool="api"}
[pools]
api={backends=[{url="http://a:1"}]}
shop={backends=[{url="http://b:1"}]}
)"));
  const auto then = succeed(*now, settings_of(R"(
[listeners]
web={port=80, redirect="https"}
site={port=8080, pool="new"}
[pools]
api={backends=[{url="http://a:1"}]}
new={backends=[{url="http://c:1"}]}
shop={algo="random", backends=[{url="http://b:1"}]}
[health]
rise=3
)"));
  CHECK(then.changed ==
        std::vector<std::string>{"health.rise", "listeners.site", "listeners.old", "pools.new", "pools.shop"});
  CHECK(then.wait_for_start.empty());
  REQUIRE(then.next->pools.size() == 3);
  CHECK(then.next->pools[2].how.algo == algorithm::random);
  CHECK(then.next->pools[2].traffic.health.rise == 3);
}

TEST_CASE("the one listener and pool of section [global] are told of by name where others come instead") {
  settings before;
  before.global.backends = {{.url = backend_url::parse("http://a:1").value()}};
  before.global.port = 81;
  const auto now = make_snapshot(before);
  const auto sites = settings_of(R"(
[listeners]
main={port=81, admin=true, pool="main"}
[pools]
api={backends=[{url="http://a:1"}]}
main={backends=[{url="http://a:1"}]}
)");
  CHECK(succeed(*now, sites).changed == std::vector<std::string>{"pools.api"});
  const auto back = succeed(*make_snapshot(sites), before);
  CHECK(back.changed == std::vector<std::string>{"pools.api"});
  CHECK(back.next->all.global.port == 81);
  CHECK(back.next->pools.size() == 1);
}

TEST_CASE("in a pool holds what is its own, and for the rest what holds for all") {
  const auto now = make_snapshot(settings_of(R"(
[listeners]
web={port=80, pool="api", limits={body="1KiB"}, routes=[{path="/a", pool="api", limits={body="2KiB"}}]}
[pools]
api={backends=[{url="http://a:1"}], health={path="/up"}, balancing={sticky-cookie="s"}, proxy={attempts=1}}
[health]
rise=7
)"));
  const auto& api = now->pools.at(0).traffic;
  CHECK(api.health.path == "/up");
  CHECK(api.health.rise == 7);
  CHECK(api.balancing.sticky_cookie == "s");
  CHECK(api.proxy.attempts == 1);
  CHECK(now->all.health.path == "/health");
  const auto& web = now->listeners.at(0);
  CHECK(web.traffic.limits.body == 1024);
  CHECK(in_force(web.traffic, web.how.routes.at(0).own).limits.body == 2048);
}

TEST_CASE("a configuration has an id of twelve hex digits by which it is known again") {
  const auto first = make_snapshot({});
  CHECK(first->id.size() == 12);
  CHECK(first->id.find_first_not_of("0123456789abcdef") == std::string::npos);
  auto wanted = first->all;
  wanted.health.rise = 9;
  const auto second = succeed(*first, wanted).next;
  CHECK(second->id != first->id);
  CHECK(succeed(*second, first->all).next->id == first->id);
}
