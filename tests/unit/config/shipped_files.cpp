#include "config/config_file.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <string>
#include <vector>

using namespace loadex::config;

namespace {

const std::filesystem::path top = SOURCE_TREE;

draft shipped(const std::string& name) {
  draft result;
  apply_file((top / "config" / name).string(), result);
  return result;
}

std::string content(const std::string& name) {
  std::ifstream file(top / name);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Every match of `pattern` in `text`, written as `format`: its first group.
std::vector<std::string> matches(const std::string& text, const char* pattern, const char* format = "$1") {
  const std::regex what(pattern, std::regex::ECMAScript | std::regex::multiline);
  std::vector<std::string> found;
  for (std::sregex_iterator at(text.begin(), text.end(), what), end; at != end; ++at)
    found.push_back(at->format(format));
  return found;
}

} // namespace

TEST_CASE("the file that the package installs is valid, and has Loadex listen for this machine alone", "[config]") {
  const auto installed = shipped("../packaging/loadex.conf");
  CHECK(installed.problems.empty());
  REQUIRE(installed.all.listeners.size() == 1);
  CHECK(installed.all.listeners.front().address == std::vector<std::string>{"127.0.0.1"});
  CHECK(installed.all.listeners.front().admin);
}

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

TEST_CASE("the containers' file is valid: the services of compose.yaml, and of its network the gateway and Prometheus",
          "[config]") {
  const auto demo = shipped("compose.conf");
  const auto compose = content("compose.yaml");
  CHECK(demo.problems.empty());
  CHECK(compose.find("./config/compose.conf:/app/loadbalancer.conf:ro") != std::string::npos);

  std::vector<std::string> backends;
  for (const auto& backend : demo.all.global.backends)
    backends.push_back(backend.url.text());
  CHECK(backends.size() == 5);
  CHECK(backends == matches(compose, "^  (\\w+):\n.*\n +command: /app/backend -port (\\d+)$", "http://$1:$2"));

  std::vector<std::string> admitted;
  for (const auto& network : demo.all.admin.allow)
    admitted.push_back(network.text());
  const auto gateways = matches(compose, "gateway: ([\\d.]+)");
  REQUIRE(gateways.size() == 1);
  const auto fixed = matches(compose, "ipv4_address: ([\\d.]+)");
  REQUIRE(fixed.size() == 1);
  CHECK(admitted == std::vector<std::string>{"127.0.0.0/8", "::1", gateways.front(), fixed.front()});
  CHECK(compose.find("  prometheus:\n") < compose.find("ipv4_address"));
  CHECK(demo.all.admin.hosts == matches(content("observability/prometheus.yml"), "targets: \\[\"(\\w+):8080\"\\]"));
}

TEST_CASE("every container of the demo has a health check, and the balancer longer to stop than its drain takes",
          "[config]") {
  const auto compose = content("compose.yaml");
  const auto of_image = matches(compose, "^    (<<: \\*program)$");
  const auto of_its_own = matches(compose, "^    (healthcheck:)$");
  CHECK(of_image.size() == 6); // docker/Dockerfile has it for them
  CHECK(content("docker/Dockerfile").find("\nHEALTHCHECK ") != std::string::npos);
  CHECK(of_image.size() + of_its_own.size() == matches(compose, "^  (\\w+):\n    <<").size());

  const auto grace = matches(compose, "stop_grace_period: (\\d+)s");
  REQUIRE(grace.size() == 1);
  CHECK(std::chrono::seconds(std::stoi(grace.front())) > shipped("compose.conf").all.shutdown.deadline);
}

TEST_CASE("the containers publish no port beyond this machine, since who comes in by one is admitted", "[config]") {
  const auto published = matches(content("compose.yaml"), "ports: *(.*)$");
  CHECK(published.size() == 8);
  for (const auto& port : published) {
    INFO(port);
    CHECK(port.rfind(R"(["127.0.0.1:)", 0) == 0);
  }
}
