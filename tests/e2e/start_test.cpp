#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/http_client.hpp"
#include "tests/support/e2e/programs.hpp"

#include <catch2/catch.hpp>

using namespace loadex::tests::e2e;

namespace {

bool contains(const std::string& text, std::string_view what) {
  return text.find(what) != std::string::npos;
}

} // namespace

TEST_CASE_METHOD(fixture, "the command line takes every spelling that people know") {
  const auto& backend = start_backend();
  for (const std::vector<std::string>& spelling :
       {std::vector<std::string>{"-port", "0", "-algo", "lc", "-backends", backend.url()},
        {"--port=0", "--algo=lc", "--backends=" + backend.url()},
        {"--port", "0", "--algo", "LeastConnection", "--backends", backend.url()},
        {"-p", "0", "-a", "lc", "-b", backend.url() + ";weight=2"}}) {
    std::vector<std::string> command{loadbalancer_program};
    command.insert(command.end(), spelling.begin(), spelling.end());
    child_process balancer(command);

    const auto ready = nlohmann::json::parse(balancer.await_line(R"("msg":"ready")"));
    http_client client(ready.at("port").get<std::uint16_t>());
    CHECK(contains(client.get("/api/info").body, "leastconnection"));
    CHECK(answered_by(client.get("/").body) == backend.url());
  }
}

TEST_CASE_METHOD(fixture, "a port that is taken ends the start with exit code 1, its address and the way out") {
  auto& balancer = start_balancer({.backends = start_backends(1)});
  const auto taken = "127.0.0.1:" + std::to_string(balancer.port());
  const auto complaint = "loadbalancer: cannot listen on " + taken + ": Address already in use. To listen elsewhere: ";
  SECTION("of the traffic") {
    child_process second({loadbalancer_program, "-port", std::to_string(balancer.port()), "-address", "127.0.0.1",
                          "-backends", "http://localhost:1"});
    CHECK(second.wait() == 1);
    CHECK(contains(second.errors(), complaint + "--port, --address\n"));
  }
  SECTION("of the admin addresses") {
    child_process second(
        {loadbalancer_program, "-port", "0", "-admin.listen", taken, "-backends", "http://localhost:1"});
    CHECK(second.wait() == 1);
    CHECK(contains(second.errors(), complaint + "--admin.listen\n"));
  }
}

TEST_CASE("every problem of a configuration gets a line on stderr, and the exit code is 2") {
  const temp_folder folder;
  const auto file = folder.write("bad.conf", "[global]\n"
                                             "prot=8080\n"
                                             "algo=\"fastest\"\n"
                                             "backends=[{url=\"ftp://localhost:1\"}]\n"
                                             "[health]\n"
                                             "interval=5\n");

  child_process balancer({loadbalancer_program, "--config-file=" + file.string()});

  CHECK(balancer.wait() == 2);
  const auto errors = balancer.errors();
  CHECK(contains(errors, "bad.conf"));
  CHECK(contains(errors, "prot"));
  CHECK(contains(errors, "port")); // the nearest known name
  CHECK(contains(errors, "fastest"));
  CHECK(contains(errors, "roundrobin")); // what is allowed
  CHECK(contains(errors, "ftp://localhost:1"));
  CHECK(contains(errors, "interval"));
  CHECK(std::count(errors.begin(), errors.end(), '\n') == 4);
}

TEST_CASE("a wrong command line ends the start with exit code 2 and a line that names the option") {
  const auto [option, value] = GENERATE(table<std::string, std::string>({
      {"--port", "70000"},
      {"--prot", "8080"},
      {"--algo", "fastest"},
      {"--backends", "http://a:1,http://a:1"},
      {"--backends", "ftp://localhost:1"},
      {"--config-file", "/no/such/file"},
  }));
  INFO(option << "=" << value);

  child_process balancer({loadbalancer_program, option + "=" + value});

  CHECK(balancer.wait() == 2);
  CHECK((contains(balancer.errors(), option) || contains(balancer.errors(), value)));
  CHECK_FALSE(contains(balancer.errors(), "terminate"));
}

TEST_CASE("a balancer without backends refuses to start") {
  child_process balancer({loadbalancer_program, "-port", "0"});

  CHECK(balancer.wait() == 2);
  CHECK(contains(balancer.errors(), "backends"));
}

TEST_CASE("the option --check prints the configuration in force without starting") {
  const temp_folder folder;
  const auto file = folder.write(
      "good.conf", configuration({.backends = {{"http://localhost:1", 3}}, .settings = {{"health.interval", "7s"}}}));

  child_process good({loadbalancer_program, "--config-file=" + file.string(), "--check", "--port=1234"});
  CHECK(good.wait() == 0);
  CHECK(contains(good.output(), "interval=7s"));
  CHECK(contains(good.output(), "port=1234")); // the command line overrides the file
  CHECK(contains(good.output(), "weight=3"));
  CHECK(good.errors().empty());

  const auto printed = folder.write("printed.conf", good.output());
  child_process again({loadbalancer_program, "--config-file=" + printed.string(), "--check"});
  CHECK(again.wait() == 0);
  CHECK(again.output() == good.output());

  child_process bad({loadbalancer_program, "--config-file=" + file.string(), "--check", "--port=x"});
  CHECK(bad.wait() == 2);
  CHECK(bad.output().empty());
}

TEST_CASE_METHOD(fixture, "a backend whose name does not resolve is unhealthy, and the others work") {
  auto pool = start_backends(1);
  const std::string nameless = "http://no-such-host.invalid:8001";
  pool.emplace_back(nameless);
  auto& balancer = start_balancer({.backends = pool});

  CHECK_FALSE(balancer.is_healthy(nameless));
  const auto down = balancer.events("backend down");
  REQUIRE(down.size() == 1);
  CHECK(down.front().at("backend") == nameless);
  CHECK(down.front().at("reason") == "dns_failed");
  http_client client(balancer.port());
  for (int i = 0; i < 4; ++i)
    CHECK(client.get("/").status == 200);
}
