#include "config/snapshot.hpp"

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
  for (const auto name : followed_at_once())
    CHECK(std::ranges::count(setting_table(), std::string(name), &setting::name) == 1);
}
