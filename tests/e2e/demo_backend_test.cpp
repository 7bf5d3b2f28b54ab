#include "tests/support/e2e/backend_process.hpp"
#include "tests/support/e2e/http_client.hpp"
#include "tests/support/e2e/programs.hpp"

#include <catch2/catch.hpp>

#include <chrono>

using namespace loadex::tests::e2e;
using namespace std::chrono_literals;

TEST_CASE("the demo backend answers /health with OK and everything else with its own address") {
  backend_process backend;

  http_client client(backend.port());
  CHECK(client.get("/health").status == 200);
  CHECK(client.get("/health").body.starts_with("OK"));
  CHECK(client.get("/any/path?x=1").body.starts_with("Response from backend: " + backend.url()));
  CHECK(client.ask("POST", "/", {}, "data").status == 200);
}

TEST_CASE("the demo backend takes any free port and says which") {
  child_process backend({backend_program, "-port", "0"});

  const auto line = backend.await_line("backend listening on http://localhost:");
  const auto port = static_cast<std::uint16_t>(std::stoi(line.substr(line.rfind(':') + 1)));
  CHECK(http_client(port).get("/health").status == 200);
}

TEST_CASE("the demo backend's /health can be turned to 503 and back while it runs") {
  backend_process backend;
  http_client client(backend.port());

  backend.answer_health_with(503);
  CHECK(client.get("/health").status == 503);
  CHECK(client.get("/").status == 200);
  backend.answer_health_with(200);
  CHECK(client.get("/health").status == 200);
  CHECK(client.ask("POST", "/health?status=999").status == 400);
}

TEST_CASE("the demo backend makes trouble as its switches say") {
  backend_process delayed({"--delay", "100ms"});
  const auto begin = std::chrono::steady_clock::now();
  CHECK(http_client(delayed.port()).get("/").status == 200);
  CHECK(std::chrono::steady_clock::now() - begin >= 100ms);

  backend_process failing({"--failure-rate", "1"});
  CHECK(http_client(failing.port()).get("/").status == 500);
  CHECK(http_client(failing.port()).get("/health").status == 200);

  backend_process teapot({"--status", "418"});
  CHECK(http_client(teapot.port()).get("/").status == 418);
}

TEST_CASE("the demo backend exits 1 when its port is taken and 2 when its command line is wrong") {
  backend_process first;
  child_process second({backend_program, "-port", std::to_string(first.port())});
  CHECK(second.wait() == 1);
  CHECK(second.errors() == "backend: cannot listen on port " + std::to_string(first.port()) +
                               ": Address already in use. To listen elsewhere: --port\n");

  child_process wrong({backend_program, "-port", "70000"});
  CHECK(wrong.wait() == 2);
  CHECK_FALSE(wrong.errors().empty());
}
