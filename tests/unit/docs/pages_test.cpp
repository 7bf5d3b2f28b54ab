#include "base/reason.hpp"
#include "config/setting_table.hpp"
#include "net/admin/route_table.hpp"
#include "observability/metrics_page.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

using namespace loadex;

namespace {

using words = std::set<std::string>;

const std::filesystem::path top = SOURCE_TREE;

std::string content(const std::filesystem::path& name) {
  std::ifstream file(top / name);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The first group of every match of `pattern` in `text`.
words matches(const std::string& text, const char* pattern) {
  const std::regex what(pattern, std::regex::ECMAScript | std::regex::multiline);
  words found;
  for (std::sregex_iterator at(text.begin(), text.end(), what), end; at != end; ++at)
    found.insert(at->str(1));
  return found;
}

/// What stands between the comments `<!-- NAME -->` and `<!-- /NAME -->`, as its place in `text`.
std::pair<std::size_t, std::size_t> section(const std::string& text, const std::string& name) {
  const auto open = "<!-- " + name + " -->\n";
  const auto begin = text.find(open);
  const auto end = text.find("<!-- /" + name + " -->");
  REQUIRE(begin != std::string::npos);
  REQUIRE(end != std::string::npos);
  return {begin + open.size(), end - begin - open.size()};
}

std::string shown(const std::string& text, const std::string& name) {
  const auto [begin, size] = section(text, name);
  return text.substr(begin, size);
}

/// Every target of the Makefile: one line may have several.
words make_targets() {
  words targets;
  for (const auto& line : matches(content("Makefile"), "^([a-z][a-z0-9 -]*):"))
    targets.merge(matches(line, "([a-z0-9-]+)"));
  return targets;
}

} // namespace

TEST_CASE("the pages of settings and of addresses have the tables in the code", "[docs]") {
  const auto [name, made] = GENERATE(table<std::string, std::string>(
      {{"settings", config::settings_as_markdown()}, {"addresses", net::admin::routes_as_markdown()}}));
  const auto file = "docs/reference/" + name + ".md";
  auto page = content(file);
  if (std::getenv("UPDATE_DOCS") != nullptr) {
    const auto [begin, size] = section(page, name);
    page.replace(begin, size, made);
    std::ofstream(top / file) << page;
  }
  INFO("to rewrite the table: UPDATE_DOCS=1 make test-unit");
  CHECK(shown(page, name) == made);
}

TEST_CASE("the help of admin.operations-paths names the addresses that it gives away", "[docs]") {
  const auto named = matches(config::find_setting("admin", "operations-paths")->help, "(/[a-z0-9./]+[a-z0-9])");
  words given;
  for (const auto& row : net::admin::route_table())
    if (row.operational)
      given.emplace(row.path);
  CHECK(named == given);
}

TEST_CASE("every make target that the page of commands names exists", "[docs]") {
  const auto targets = make_targets();
  const auto named = matches(content("docs/reference/commands.md"), "(?:^|`)(?:\\w+=\\S+ )*make ([a-z0-9-]+)");
  CHECK(named.count("demo") == 1);
  for (const auto& target : named) {
    INFO("make " << target);
    CHECK(targets.count(target) == 1);
  }
}

TEST_CASE("the page of metrics names the daemon's own families, all of them and no other", "[docs]") {
  const auto page = observability::metrics_page(observability::request_metrics(1), {}, {}, {});
  CHECK(matches(content("docs/reference/metrics.md"), "(golb_[a-z_]+)") == matches(page, "^# TYPE (golb_[a-z_]+)"));
}

TEST_CASE("the page of failures explains every failure reason and no other", "[docs]") {
  words vocabulary;
  for (std::size_t i = 1; i < base::reason_count; ++i) // 0 is no reason
    vocabulary.emplace(to_string(static_cast<base::reason>(i)));
  CHECK(matches(content("docs/reference/failures.md"), "^\\| `([a-z_]+)`") == vocabulary);
}

TEST_CASE("every setting that the page of failures names exists", "[docs]") {
  const auto named = matches(content("docs/reference/failures.md"), "`((?:proxy|limits|health|admin|shutdown)\\.[a-z-]+)`");
  CHECK(named.size() > 10);
  for (const auto& name : named) {
    INFO(name);
    const auto dot = name.find('.');
    CHECK(config::find_setting(name.substr(0, dot), name.substr(dot + 1)) != nullptr);
  }
}
