#include "config/setting_table.hpp"

#include "config/config_file.hpp"
#include "config/own_settings.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace loadex::config;
using Catch::Matchers::Contains;

TEST_CASE("every setting has a name of its own, a type, a default and help", "[config]") {
  std::set<std::string> names;
  for (const auto& row : setting_table()) {
    CAPTURE(row.name());
    CHECK(names.insert(row.name()).second);
    CHECK_FALSE(row.type.empty());
    CHECK_FALSE(row.default_value.empty());
    CHECK_FALSE(row.help.empty());
  }
}

TEST_CASE("global settings stand alone, others carry their section", "[config]") {
  CHECK(find_setting("global", "port")->name() == "port");
  CHECK(find_setting("health", "interval")->name() == "health.interval");
  CHECK(find_setting("log", "port") == nullptr);
}

TEST_CASE("what the settings print is read back as the same settings", "[config]") {
  draft written;
  apply_file_text("written", R"(
port=0
address=["::1"]
algo="lc"
backends=[{url="http://a:1", weight=7}, {url="http://[::1]:2"}]
workers=3
[health]
path="/a\"b\\c"
interval=90s
rise=3
[proxy]
idle-timeout=1500ms
trusted-proxies=["10.0.0.0/8", "fd00::/8"]
no-backend-status=503
via=true
[limits]
head="3KiB"
[admin]
allow=[]
hosts=["lb.example.org"]
operations-paths=false
[log]
level="WARN"
[shutdown]
deadline=0s
[scheduler]
policy="stealing"
)",
                  written);
  REQUIRE(written.problems.empty());

  const auto printed = settings_as_file(written.all);
  draft read;
  apply_file_text("printed", printed, read);
  CHECK(read.problems.empty());
  CHECK(settings_as_file(read.all) == printed);
  CHECK_THAT(printed, Contains("interval=90s") && Contains("head=\"3KiB\"") && Contains("weight=7") &&
                          Contains("no-backend-status=503") && Contains("level=\"WARN\"") && Contains("allow=[]"));
}

TEST_CASE("every default is a value its own setting accepts", "[config]") {
  for (const auto& row : setting_table()) {
    if (row.name() == "backends") // has none: one is needed
      continue;
    CAPTURE(row.name(), row.default_value);
    draft read;
    apply_file_text("default", "[" + row.section + "]\n" + row.key + "=" + row.default_value, read);
    CHECK(read.problems.empty());
    CHECK(row.print(read.all) == row.default_value);
  }
}

TEST_CASE("the Markdown table has one line for each setting", "[config]") {
  const auto table = settings_as_markdown();
  CHECK(static_cast<std::size_t>(std::count(table.begin(), table.end(), '\n')) == setting_table().size() + 2);
  CHECK_THAT(table, Contains("| `health.interval` | duration, 10ms to 1h | `5s` | backend, pool | Time between two "
                             "probes of a backend |"));
}

TEST_CASE("a backend's health settings are those of all, but for the ones it has itself", "[config]") {
  const health_settings all{.path = "/health", .interval = milliseconds(900), .rise = 4};
  own_settings own;
  set_own(own, *find_setting("health.path"), "/up");
  const auto result = effective_health(all, own);
  CHECK(result.path == "/up");
  CHECK(result.interval == milliseconds(900));
  CHECK(result.rise == 4);
  CHECK(effective_health(all, {}).path == "/health");
}

TEST_CASE("settings of one's own are the same if the same are given with the same values", "[config]") {
  const auto with = [](std::initializer_list<std::pair<const char*, const char*>> given) {
    own_settings own;
    for (const auto& [name, value] : given)
      set_own(own, *find_setting(name), value);
    return own;
  };
  CHECK(own_settings{} == own_settings{});
  CHECK(with({{"health.path", "/up"}}) == with({{"health.path", "/up"}}));
  CHECK_FALSE(with({{"health.path", "/up"}}) == with({{"health.path", "/ready"}}));
  CHECK_FALSE(with({{"health.path", "/up"}}) == with({{"health.body", "/up"}}));
  CHECK_FALSE(with({{"health.path", "/up"}}) == own_settings{});
}
