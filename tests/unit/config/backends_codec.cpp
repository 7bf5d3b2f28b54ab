#include "config/backends_codec.hpp"

#include "config/own_settings.hpp"

#include <caf/config_value.hpp>
#include <catch2/catch.hpp>

using namespace loadex::config;
using Catch::Matchers::Contains;

namespace {

caf::config_value list_of(std::vector<caf::config_value> items) {
  return caf::config_value{std::move(items)};
}

caf::config_value text(const char* value) {
  return caf::config_value{std::string(value)};
}

caf::config_value number(std::int64_t value) {
  return caf::config_value{value};
}

/// `http://a:1` with one more key.
caf::config_value backend_with(const char* key, caf::config_value value) {
  caf::config_value::dictionary map;
  map["url"] = text("http://a:1");
  map.emplace(std::string(key), std::move(value));
  return caf::config_value{std::move(map)};
}

caf::config_value health(const char* key, caf::config_value value) {
  caf::config_value::dictionary map;
  map.emplace(std::string(key), std::move(value));
  return caf::config_value{std::move(map)};
}

caf::config_value backend(const char* url, std::int64_t weight) {
  caf::config_value::dictionary map;
  map["url"] = text(url);
  map["weight"] = number(weight);
  return caf::config_value{std::move(map)};
}

} // namespace

TEST_CASE("backends on the command line carry weights in two spellings", "[config]") {
  const auto pool = backends_codec{}.parse("http://a:1,http://b:1;weight=3, http://c:1=4,http://d:1;weight=0");
  REQUIRE(pool.size() == 4);
  CHECK(pool[0].weight == 1);
  CHECK(pool[1].url.text() == "http://b:1");
  CHECK(pool[1].weight == 3);
  CHECK(pool[2].url.text() == "http://c:1");
  CHECK(pool[2].weight == 4);
  CHECK(pool[3].weight == 0);
}

TEST_CASE("on the command line a backend has all the keys that it has in the file", "[config]") {
  const auto pool = backends_codec{}.parse("http://a:1;backup=true;max-connections=9;health.path=/up;health.rise=2");
  REQUIRE(pool.size() == 1);
  CHECK(backends_codec{}.print(pool) ==
        "[\n  {url=\"http://a:1\", weight=1, backup=true, max-connections=9, health={path=\"/up\", rise=2}}\n]");
  CHECK_THROWS_WITH(backends_codec{}.parse("http://a:1;wieght=1"), Contains("did you mean weight?"));
  CHECK_THROWS_WITH(backends_codec{}.parse("http://a:1;health.when-all-down=fail"), Contains("unknown key"));
  CHECK_THROWS_WITH(backends_codec{}.parse("http://a:1;weight"), Contains("only key=value may follow the URL"));
}

TEST_CASE("backends in the file are maps or plain URLs", "[config]") {
  const auto pool =
      backends_codec{}.read(list_of({backend("http://a:1", 2), text("http://b:1"), backend("http://c:1", 0)}));
  REQUIRE(pool.size() == 3);
  CHECK(pool[0].weight == 2);
  CHECK(pool[1].weight == 1);
  CHECK(pool[2].weight == 0);
}

TEST_CASE("every wrong backend is named in one message", "[config]") {
  CHECK_THROWS_WITH(backends_codec{}.parse("http://a,ftp://b,http://a/,http://c=1001,,http://d;w=1"),
                    Contains("\"ftp://b\": the URL's scheme is neither") &&
                        Contains("\"http://a/\": this backend is there twice") &&
                        Contains("\"http://c=1001\": 1001 is out of range: 0 to 1000") &&
                        Contains("\"\": the entry is empty") && Contains("unknown key w"));
}

TEST_CASE("a backend's map needs a url and refuses keys it does not know", "[config]") {
  caf::config_value::dictionary map;
  map["wieght"] = number(2);
  CHECK_THROWS_WITH(backends_codec{}.read(list_of({caf::config_value{map}})), Contains("did you mean weight?"));
  CHECK_THROWS_WITH(backends_codec{}.read(list_of({caf::config_value{caf::config_value::dictionary{}}})),
                    Contains("url= is missing"));
  CHECK_THROWS_WITH(backends_codec{}.read(text("http://a")), Contains("is not a list"));
  CHECK_THROWS_WITH(backends_codec{}.read(list_of({})), Contains("at least one backend"));
}

TEST_CASE("a backend is a backup if its map says so", "[config]") {
  CHECK(backends_codec{}.read(list_of({backend_with("backup", caf::config_value{true})}))[0].backup);
  CHECK_FALSE(backends_codec{}.read(list_of({backend_with("backup", caf::config_value{false})}))[0].backup);
  CHECK_FALSE(backends_codec{}.read(list_of({text("http://a:1")}))[0].backup);
  CHECK_THROWS_WITH(backends_codec{}.read(list_of({backend_with("backup", number(1))})),
                    Contains("1 is neither true nor false"));
}

TEST_CASE("a backend's own health settings are those of the section, and only the given ones count", "[config]") {
  const auto pool = backends_codec{}.read(list_of({backend_with("health", health("path", text("/up")))}));
  CHECK(pool[0].health.values->health.path == "/up");
  CHECK(pool[0].health.given == std::vector<std::string>{"health.path"});
}

TEST_CASE("a backend's wrong health setting is named as in the section", "[config]") {
  const auto reading = [](caf::config_value own) {
    return backends_codec{}.read(list_of({backend_with("health", std::move(own))}));
  };
  CHECK_THROWS_WITH(reading(health("paht", text("/up"))), Contains("unknown key paht in health; did you mean path?"));
  CHECK_THROWS_WITH(reading(health("path", text("up"))), Contains("\"up\" is not a path"));
  CHECK_THROWS_WITH(reading(health("rise", number(0))), Contains("0 is out of range"));
  CHECK_THROWS_WITH(reading(text("/up")), Contains("is not of the form"));
}

TEST_CASE("what is of the whole pool is no backend's own", "[config]") {
  const auto reading = [](const char* key) {
    return backends_codec{}.read(list_of({backend_with("health", health(key, text("fail")))}));
  };
  CHECK_THROWS_WITH(reading("when-all-down"), Contains("is of the whole pool; write it in the section [health]"));
  CHECK_THROWS_WITH(reading("when-all-dwn"), Contains("unknown key") && !Contains("did you mean when-all-down?"));
}

TEST_CASE("a backend may have a limit of connections of its own, 0 included", "[config]") {
  const auto limit_of = [](caf::config_value backend) {
    return backends_codec{}.read(list_of({std::move(backend)}))[0].max_connections;
  };
  CHECK(limit_of(backend_with("max-connections", number(100))) == 100U);
  CHECK(limit_of(backend_with("max-connections", number(0))) == 0U);
  CHECK_FALSE(limit_of(text("http://a:1")).has_value());
  CHECK_THROWS_WITH(limit_of(backend_with("max-connections", number(-1))), Contains("out of range: 0 to 1000000"));
  CHECK_THROWS_WITH(limit_of(backend_with("max-connections", text("1"))), Contains("write it without quotes"));
  CHECK_THROWS_WITH(limit_of(backend_with("max-conections", number(1))), Contains("did you mean max-connections?"));
}

TEST_CASE("a backend is printed with what makes it special", "[config]") {
  backend_settings spare{.url = backend_url::parse("http://a:1").value(), .weight = 2, .backup = true};
  set_own(spare.health, *find_setting("health.path"), "/up");
  set_own(spare.health, *find_setting("health.rise"), "3");
  CHECK(backends_codec{}.print({spare, {.url = backend_url::parse("http://b:1").value()}}) ==
        "[\n  {url=\"http://a:1\", weight=2, backup=true, health={path=\"/up\", rise=3}},"
        "\n  {url=\"http://b:1\", weight=1}\n]");
  CHECK(backends_codec{}.print({{.url = backend_url::parse("http://a:1").value(), .max_connections = 0}}) ==
        "[\n  {url=\"http://a:1\", weight=1, max-connections=0}\n]");
}
