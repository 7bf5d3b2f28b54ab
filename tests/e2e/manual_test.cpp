#include "tests/support/e2e/child_process.hpp"
#include "tests/support/e2e/loadex_command.hpp"
#include "tests/support/e2e/programs.hpp"
#include "tests/support/e2e/temp_folder.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <string>

using namespace loadex::tests::e2e;

namespace {

/// The pages that `program` writes into `folder`; groff has read each.
std::size_t pages_in(const temp_folder& folder, const char* program) {
  child_process writing({program, "__man", folder.path().string()});
  REQUIRE(writing.wait() == 0);
  std::size_t pages = 0;
  for (const auto& page : std::filesystem::directory_iterator(folder.path())) {
    INFO(page.path());
    child_process groff({"/usr/bin/groff", "-man", "-Tutf8", "-ww", page.path().string()});
    CHECK(groff.wait() == 0);
    CHECK(groff.errors().empty());
    CHECK(contains(read_file(page.path()), "\n.SH EXAMPLES\n"));
    ++pages;
  }
  return pages;
}

} // namespace

TEST_CASE("there is a page of the manual for each command, which groff has nothing to say against") {
  const temp_folder folder;
  CHECK(pages_in(folder, loadex_program) > 25);
  const auto whole = read_file(folder.path() / "loadex.1");
  CHECK(contains(whole, "\\fBloadex\\-drain\\fR(1)\nTake a backend out"));
  CHECK(contains(whole, "\\fBloadbalancer\\fR(8)"));
  CHECK(contains(read_file(folder.path() / "loadex-config-save.1"), ".SH NAME\nloadex\\-config\\-save \\- "));
  CHECK(contains(read_file(folder.path() / "loadex-drain.1"), "\\fB\\-\\-deadline\\fR"));
  CHECK_FALSE(contains(whole, "__"));
}

TEST_CASE("the daemon's page of the manual has its options, and loadex.conf's every kind of key") {
  const temp_folder folder;
  CHECK(pages_in(folder, loadbalancer_program) == 2);
  const auto daemon = read_file(folder.path() / "loadbalancer.8");
  CHECK(contains(daemon, "\\fB\\-\\-explain\\-route\\fR \\fIREQUEST\\fR\nWith \\-\\-check: "));
  CHECK(contains(daemon, "\\fB\\-a, \\-\\-algo\\fR \\fIVALUE\\fR\nThe setting algo."));
  const auto settings = read_file(folder.path() / "loadex.conf.5");
  CHECK(contains(settings, ".SS \"[health]\"\n.TP\n\\fBprobe\\fR"));
  CHECK(contains(settings, "\\fBtoken\\fR"));
  CHECK(contains(settings, "\\fBproxy\\-protocol\\-from\\fR")); // of a listener
  CHECK(contains(settings, "\\fBstrip\\-prefix\\fR"));          // of a route
  CHECK(contains(settings, "\\fBmax\\-connections\\fR and \\fBhealth={interval=1s}\\fR override"));
  CHECK_FALSE(contains(settings, "`"));
}

TEST_CASE("a page of the manual that cannot be written is told") {
  const auto told = run_loadex({"__man", "/nowhere"});
  CHECK(told.code == 1);
  CHECK(contains(told.errors, "/nowhere"));

  child_process daemon({loadbalancer_program, "__man", "/nowhere"});
  CHECK(daemon.wait() == 1);
  CHECK(contains(daemon.errors(), "/nowhere"));
}
