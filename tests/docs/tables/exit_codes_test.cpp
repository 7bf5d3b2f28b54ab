#include "apps/exit_code.hpp"
#include "tests/docs/tables/pages.hpp"
#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/http_client.hpp"
#include "tests/support/e2e/programs.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <csignal>
#include <optional>
#include <set>

using namespace loadex;
using namespace loadex::tests::docs;
using namespace loadex::tests::e2e;

namespace {

using codes = std::set<std::string>;

/// What the page says that a program ends with.
codes codes_on_page(const std::string& program) {
  codes said;
  std::optional<std::ptrdiff_t> column;
  for (const auto& line : lines(content("docs/reference/exit-codes.md"))) {
    const auto row = cells(line);
    if (row.empty() || row[0].starts_with('-'))
      continue;
    if (!column)
      column = std::find(row.begin(), row.end(), program) - row.begin();
    else if (!row.at(static_cast<std::size_t>(*column)).empty())
      said.insert(row[0]);
  }
  return said;
}

/// The code with which a command ends by itself.
int end_of(std::vector<std::string> command) {
  return child_process(std::move(command)).wait();
}

struct with_taken_port : fixture {
  std::string taken() { return std::to_string(start_backend().port()); }
};

} // namespace

TEST_CASE_METHOD(with_taken_port, "the balancer ends with the codes that the page names") {
  CHECK(end_of({loadbalancer_program, "-backends", "http://localhost:1", "--check"}) == exit_ok);
  CHECK(end_of({loadbalancer_program, "-backends", "http://localhost:1", "-port", taken()}) == exit_failed);
  CHECK(end_of({loadbalancer_program, "-backends", "nowhere:1"}) == exit_usage);

  auto& balancer = start_balancer({.backends = {start_backend({"--delay", "30s"}).url()}});
  http_client client(balancer.port());
  client.send("GET", "/");
  CHECK(eventually([&] { return balancer.in_flight() == 1; }));
  CHECK(eventually([&] { // what comes within 100 ms counts as one signal
    balancer.process().signal(SIGTERM);
    return !balancer.process().running();
  }));
  CHECK(balancer.process().wait() == 128 + SIGTERM);

  INFO("docs/reference/exit-codes.md");
  CHECK(codes_on_page("loadbalancer") == codes{"0", "1", "2", "128 + signal"});
}

TEST_CASE_METHOD(fixture, "loadex ends with the codes that the page names") {
  auto& balancer = start_balancer({.backends = start_backends(1)});
  CHECK(end_of({loadex_program, "health", "-u", balancer.url()}) == exit_ok);
  CHECK(end_of({loadex_program, "make-request", "--path", "/dashboard/x", "-u", balancer.url()}) == exit_failed);
  CHECK(end_of({loadex_program, "health", "-u", "http://127.0.0.1:1"}) == exit_failed);
  CHECK(end_of({loadex_program, "wealth"}) == exit_usage);
  backends().front().kill();
  CHECK(end_of({loadex_program, "probe", "1", "-u", balancer.url()}) == exit_unhealthy);

  INFO("docs/reference/exit-codes.md");
  CHECK(codes_on_page("loadex") == codes{"0", "1", "2", "3"});
}

TEST_CASE_METHOD(with_taken_port, "the demo's backend ends with the codes that the page names") {
  child_process backend({backend_program, "-port", "0"});
  backend.await_line("listening");
  backend.signal(SIGTERM);
  CHECK(backend.wait() == exit_ok);
  CHECK(end_of({backend_program, "-port", taken()}) == exit_failed);
  CHECK(end_of({backend_program, "--statis", "404"}) == exit_usage);

  INFO("docs/reference/exit-codes.md");
  CHECK(codes_on_page("backend") == codes{"0", "1", "2"});
}
