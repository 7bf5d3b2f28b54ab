#include "base/reason.hpp"
#include "config/algorithm.hpp"
#include "config/setting_table.hpp"
#include "net/admin/route_table.hpp"
#include "net/http/problem.hpp"
#include "tests/docs/tables/pages.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <map>
#include <set>
#include <string>

using namespace loadex;
using namespace loadex::tests::docs;

using words = std::set<std::string>;

TEST_CASE("the help of admin.operations-paths names the addresses that it gives away") {
  const auto named = matches(config::find_setting("admin", "operations-paths")->help, "(/[a-z0-9./]+[a-z0-9])");
  words given;
  for (const auto& row : net::admin::route_table())
    if (row.operational && (row.below || !row.path.starts_with("/loadex/v1/")))
      given.emplace(row.path);
  CHECK(named == given);
}

TEST_CASE("the page of failures explains every reason, with the status that it has, and no other") {
  const std::string page = "docs/reference/failures.md";
  std::map<std::string, base::reason> unexplained;
  for (std::size_t i = 1; i < base::reason_count; ++i) // 0 is no reason
    unexplained.emplace(to_string(static_cast<base::reason>(i)), static_cast<base::reason>(i));

  std::size_t line = 0;
  for (const auto& text : lines(content(page))) {
    ++line;
    const auto row = cells(text);
    if (row.size() != 4 || !row[0].starts_with('`'))
      continue;
    INFO(page << ":" << line << ": " << row[0] << " with the status \"" << row[1] << '"');
    const auto known = unexplained.extract(row[0].substr(1, row[0].size() - 2));
    REQUIRE(known);
    CHECK(std::strtoul(row[1].c_str(), nullptr, 10) == net::http::status_of(known.mapped())); // 0 without a number
    CHECK_FALSE(row[2].empty());
  }
  for (const auto& [word, why] : unexplained)
    FAIL_CHECK(page << " does not explain " << word);
}

TEST_CASE("the page of algorithms has a row for each of them, with its alias") {
  words described;
  for (const auto& line : lines(content("docs/guide/algorithms.md")))
    if (const auto row = cells(line); row.size() == 6 && row[0].starts_with('`'))
      described.insert(row[0] + row[1]);
  words known;
  for (const auto& one : config::algorithms()) {
    const std::string alias(one.alias);
    known.insert('`' + std::string(one.name) + '`' + (alias.empty() ? "" : '`' + alias + '`'));
  }
  INFO("docs/guide/algorithms.md");
  CHECK(described == known);
}

TEST_CASE("the page of commands has a row for each command of loadex") {
  const auto page = content("docs/reference/commands.md");
  const auto known = matches(page, "^`loadex ([a-z-]+) --help`:"); // which is made
  CHECK(known.size() > 3);
  CHECK(matches(page, "^\\| `loadex ([a-z-]+)") == known);
}
