#include "observability/metric_families.hpp"
#include "observability/metrics_page.hpp"

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

TEST_CASE("every metric family of the table is on the page, with the labels that it has there, and no other is") {
  request_metrics requests;
  requests.shard(0, "main", "http://a")->count(0, 200, std::chrono::milliseconds(1));
  requests.shard(0, "main", "http://a")->failures.add(reason::reset);
  requests.route(0, "shop")->count(0, 200, std::chrono::milliseconds(1));
  requests.retries(0, "main")->done.add(reason::reset);
  requests.retries(0, "main")->refused.add(reason::not_idempotent);
  event_counters events;
  backend_counters backend;
  backend.checks.add(reason::none);

  std::set<std::string> expected;
  for (const auto& row : family_table())
    expected.insert(std::string(row.name) + (row.labels.empty() ? "" : " ") + std::string(row.labels));
  CHECK(families_of(metrics_page(requests, {{"main", "http://a", "healthy", 0, &backend}}, {"healthy"},
                                 {{"main", &events}}, {}, {})) == expected);
}
