#include "observability/metrics/metric_families.hpp"
#include "tests/support/scrape_fixture.hpp"

#include <catch2/catch.hpp>

#include <regex>
#include <set>
#include <sstream>
#include <string>

using namespace loadex::observability;
using loadex::base::reason;

namespace {

/// The families that have metrics, each with its labels behind it: `golb_backend_state backend state`.
std::set<std::string> families_of(const std::string& page) {
  const std::regex label(R"re(([a-z]+)=")re");
  std::set<std::string> found;
  std::istringstream lines(page);
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line[0] == '#')
      continue;
    auto family = std::regex_replace(line.substr(0, line.find_first_of("{ ")), std::regex("_(bucket|sum|count)$"), "");
    for (std::sregex_iterator at(line.begin(), line.end(), label), end; at != end; ++at)
      if (at->str(1) != "le")
        family += ' ' + at->str(1);
    found.insert(family);
  }
  return found;
}

} // namespace

TEST_CASE_METHOD(
    loadex::tests::scrape_fixture,
    "every metric family of the table is on the page, with the labels that it has there, and no other is") {
  metrics.shard(0, "main", "http://a")->count(0, 200, std::chrono::milliseconds(1));
  metrics.shard(0, "main", "http://a")->failures.add(reason::reset);
  metrics.route(0, "shop")->count(0, 200, std::chrono::milliseconds(1));
  metrics.retries(0, "main")->done.add(reason::reset);
  metrics.retries(0, "main")->refused.add(reason::not_idempotent);
  have_pool("main");
  have("http://a").checks.add(reason::none);
  routes = {"shop"};
  listeners = {{.listener = "web", .hits = {{"shop", 1}}, .certificate_expiries = {{"site.pem", 1}}}};

  std::set<std::string> expected;
  for (const auto& row : family_table())
    expected.insert(std::string(row.name) + (row.labels.empty() ? "" : " ") + std::string(row.labels));
  CHECK(families_of(page()) == expected);
}
