#include "tests/support/e2e/configured.hpp"
#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/programs.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace loadex::tests::e2e;
using Catch::Matchers::Contains;
using nlohmann::json;

namespace {

std::string checked(const std::filesystem::path& file) {
  child_process check({loadbalancer_program, "--config-file=" + file.string(), "--check"});
  CHECK(check.wait() == 0);
  return check.output();
}

const std::string members = "/pools/main/backends";

} // namespace

TEST_CASE_METHOD(fixture,
                 "the configuration in force is what --check prints of the file, and its ETag the id of the log") {
  auto& balancer = start_balancer({.backends = start_backends(2), .settings = {{"health.rise", "2"}}});
  const configured by(balancer.port());
  const auto answer = by.get();
  CHECK(answer.status == 200);
  CHECK_THAT(answer.value("Content-Type"), Contains("text/plain"));
  CHECK(answer.body == checked(by.file()));
  CHECK(answer.value("ETag") == '"' + by.reload_state()["id"].get<std::string>() + '"');

  const auto seen = by.get({{"If-None-Match", answer.value("ETag")}});
  CHECK(seen.status == 304);
  CHECK(seen.body.empty());
  CHECK(seen.value("ETag") == answer.value("ETag"));
  CHECK(by.get({{"If-None-Match", "W/" + answer.value("ETag")}}).status == 304);
  CHECK(by.get({{"If-None-Match", "\"another\""}}).status == 200);
  CHECK(by.get({{"If-None-Match", "\"another\", " + answer.value("ETag")}}).status == 304);
}

TEST_CASE_METHOD(fixture,
                 "what is changed while it runs is in the configuration in force, and changes its ETag each time") {
  const auto pool = start_backends(2);
  const auto newcomer = start_backend().url();
  auto& balancer = start_balancer({.backends = pool});
  api operating(balancer.port());
  const configured by(balancer.port());
  std::set<std::string> tags{by.tag()};
  const auto is_new = [&] { return tags.insert(by.tag()).second; };

  CHECK(operating.ask("PATCH", "/pools/main", R"({"algorithm": "ewma"})").status == 200);
  CHECK_THAT(by.text(), Contains("algo=\"ewma\"\n"));
  CHECK(is_new());
  const auto added = R"({"url": ")" + newcomer + R"(", "weight": 7, "health": {"rise": 3}})";
  CHECK(operating.ask("POST", members, added).status == 201);
  CHECK_THAT(by.text(), Contains("{url=\"" + newcomer + "\", weight=7, health={rise=3}}"));
  CHECK(is_new());
  CHECK(operating.ask("PATCH", members + "/1", R"({"weight": 5})").status == 200);
  CHECK_THAT(by.text(), Contains("{url=\"" + pool[0].url + "\", weight=5}"));
  CHECK(is_new());
  CHECK(operating.ask("DELETE", members + "/2?wait=true").status == 200);
  CHECK(by.text().find(pool[1].url) == std::string::npos);
  CHECK(is_new());
  CHECK(operating.ask("POST", members + "/1/disable").status == 200); // no setting
  CHECK_FALSE(is_new());
  CHECK(operating.ask("PATCH", members + "/1", R"({"weight": 1})").status == 200);
  CHECK(operating.ask("DELETE", members + "/3?wait=true").status == 200);
  CHECK(is_new());
}

TEST_CASE_METHOD(fixture, "the configuration in force has each pool as it is") {
  const auto pool = start_backends(2);
  auto& balancer =
      start_balancer_by("[listeners]\nweb={port=0, address=[\"127.0.0.1\"], admin=true, pool=\"a\"}\n[pools]\n"
                        "a={backends=[\"" +
                        pool[0].url +
                        "\"], health={interval=100ms}}\n"
                        "b={backends=[\"" +
                        pool[1].url + "\"], health={interval=100ms}}\n");
  api operating(balancer.port());
  const configured by(balancer.port());
  const auto before = by.text();
  CHECK(operating.ask("PATCH", "/pools/b/backends/1", R"({"weight": 9})").status == 200);
  auto wanted = before;
  const std::string was = "{url=\"" + pool[1].url + "\", weight=1}";
  wanted.replace(wanted.find(was), was.size(), "{url=\"" + pool[1].url + "\", weight=9}");
  CHECK(by.text() == wanted);
}
