#include "config/snapshot.hpp"

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
  wanted.limits.head *= 2;
  wanted.global.port = 1;
  wanted.proxy.via = true;
  const auto then = succeed(*now, wanted);
  CHECK(then.wait_for_start == std::vector<std::string>{"port", "limits.head"});
  CHECK(then.next->all.limits.head == now->all.limits.head);
  CHECK(then.next->all.proxy.via);
}

TEST_CASE("what follows at once is a setting that there is") {
  for (const auto name : followed_at_once()) {
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

TEST_CASE("backends follow at once, but for the limit of one that stays") {
  const auto parsed = [](const char* text) { return backend_url::parse(text).value(); };
  settings before;
  before.global.backends = {{.url = parsed("http://a:1")}, {.url = parsed("http://b:1")}};
  const auto now = make_snapshot(before);
  auto wanted = before;
  wanted.global.backends = {{.url = parsed("http://b:1"), .weight = 3, .max_connections = 7},
                            {.url = parsed("http://c:1"), .max_connections = 9}};
  set_own(wanted.global.backends[0].health, *find_setting("health.path"), "/up");
  wanted.global.algo = algorithm::random;

  const auto then = succeed(*now, wanted);

  CHECK(then.changed == std::vector<std::string>{"algo", "backends"});
  CHECK(then.wait_for_start == std::vector<std::string>{"max-connections of http://b:1"});
  const auto& next = then.next->all.global.backends;
  CHECK(next.size() == 2);
  CHECK(next[0].weight == 3);
  CHECK(next[0].health.given == std::vector<std::string>{"health.path"});
  CHECK(!next[0].max_connections);
  CHECK(next[1].max_connections == 9u);
}

TEST_CASE("a configuration that is the same again changes nothing") {
  const auto now = make_snapshot({});
  const auto then = succeed(*now, now->all);
  CHECK(then.changed.empty());
  CHECK(then.wait_for_start.empty());
}
