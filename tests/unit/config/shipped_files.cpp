#include "config/config_file.hpp"

#include <catch2/catch.hpp>

#include <filesystem>

using namespace loadex::config;

namespace {

const std::filesystem::path top = SOURCE_TREE;

draft shipped(const std::string& name) {
  draft result;
  apply_file((top / "config" / name).string(), result);
  return result;
}

} // namespace

TEST_CASE("the example file that people copy is valid and shows the defaults", "[config]") {
  const auto example = shipped("loadbalancer.conf");
  CHECK(example.problems.empty());
  CHECK(example.all.global.backends.size() == 3);

  settings expected;
  expected.global.backends = example.all.global.backends;
  CHECK(settings_as_file(example.all) == settings_as_file(expected));
}

TEST_CASE("the demo's file is valid: five backends, a lively probe, a short drain", "[config]") {
  const auto demo = shipped("demo.conf");
  CHECK(demo.problems.empty());
  REQUIRE(demo.all.global.backends.size() == 5);
  CHECK(demo.all.global.backends.front().url.text() == "http://localhost:8001");
  CHECK(demo.all.global.backends.back().url.text() == "http://localhost:8005");
  CHECK(demo.all.global.port == 8080);
  CHECK(demo.all.health.interval == std::chrono::seconds(1));
  CHECK(demo.all.shutdown.deadline == std::chrono::seconds(5));
}
