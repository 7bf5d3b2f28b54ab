#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/http_client.hpp"
#include "tests/support/e2e/programs.hpp"
#include "tests/support/e2e/temp_folder.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <utility>

using namespace loadex::tests::e2e;
using Catch::Contains;

namespace {

/// A balancer that may have no io_uring, as it says that it starts.
class without_io_uring {
public:
  without_io_uring(const std::string& backend, const std::string& io)
      : process_({without_io_uring_program, loadbalancer_program, "--port=0", "--address=127.0.0.1", "--io=" + io,
                  "--backends=" + backend}) {}

  child_process& process() { return process_; }
  nlohmann::json event(const std::string& message) {
    return nlohmann::json::parse(process_.await_line(R"("msg":")" + message + '"'));
  }

private:
  child_process process_;
};

} // namespace

TEST_CASE_METHOD(fixture, "the log and the metrics say what carries the bytes") {
  const std::string io = GENERATE("auto", "poll"); // a ring need not be there
  auto& balancer =
      start_balancer({.backends = start_backends(1), .workers = 3, .settings = {{"global.io", '"' + io + '"'}}});
  const auto told = balancer.events("starting").front().at("io").get<std::string>();
  CHECK((told == "poll" || (told == "ring" && io == "auto")));
  const auto page = balancer.metrics();
  CHECK(page.sum("golb_workers", {label("io", told)}) == 3);
  CHECK(page.sum("golb_workers") == 3);
  CHECK(http_client(balancer.port()).get("/").status == 200);
}

TEST_CASE_METHOD(fixture, "where there is no io_uring a balancer does without, and says why") {
  const auto& backend = start_backend();
  without_io_uring balancer(backend.url(), "auto");
  const auto starting = balancer.event("starting");
  CHECK(starting.at("io") == "poll");
  CHECK_THAT(starting.at("detail").get<std::string>(), Contains("kernel.io_uring_disabled") && Contains("seccomp"));
  http_client client(balancer.event("ready").at("port").get<std::uint16_t>());
  CHECK(answered_by(client.get("/").body) == backend.url());
}

TEST_CASE_METHOD(fixture, "a balancer that must have io_uring and cannot does not start, and says why and what to do") {
  without_io_uring balancer(start_backend().url(), "ring");
  CHECK(balancer.process().wait() == 1);
  CHECK_THAT(balancer.process().errors(), Contains("io=ring: there is no io_uring: ") && Contains("seccomp") &&
                                              Contains("with io=auto it does without"));
}
