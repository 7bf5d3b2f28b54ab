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

TEST_CASE("the README's tables of settings and of addresses are those in the code", "[readme]") {
  const auto [name, made] = GENERATE(table<std::string, std::string>(
      {{"settings", config::settings_as_markdown()}, {"addresses", net::admin::routes_as_markdown()}}));
  auto readme = content("README.md");
  if (std::getenv("UPDATE_README") != nullptr) {
    const auto [begin, size] = section(readme, name);
    readme.replace(begin, size, made);
    std::ofstream(top / "README.md") << readme;
  }
  INFO("to rewrite the table: UPDATE_README=1 make test-unit");
  CHECK(shown(readme, name) == made);
}

TEST_CASE("the help of admin.operations-paths names the addresses that it gives away", "[readme]") {
  const auto named = matches(config::find_setting("admin", "operations-paths")->help, "(/[a-z0-9./]+[a-z0-9])");
  words given;
  for (const auto& row : net::admin::route_table())
    if (row.operational)
      given.emplace(row.path);
  CHECK(named == given);
}

TEST_CASE("every make target that the README names exists", "[readme]") {
  const auto targets = make_targets();
  const auto named = matches(content("README.md"), "(?:^|`)(?:\\w+=\\S+ )*make ([a-z0-9-]+)");
  CHECK(named.count("demo") == 1);
  for (const auto& target : named) {
    INFO("make " << target);
    CHECK(targets.count(target) == 1);
  }
}

TEST_CASE("the README names the daemon's own metric families, all of them and no other", "[readme]") {
  const auto page = observability::metrics_page(observability::request_metrics(1), {}, {}, {});
  CHECK(matches(content("README.md"), "(golb_[a-z_]+)") == matches(page, "^# TYPE (golb_[a-z_]+)"));
}

TEST_CASE("docs/failures.md explains every failure reason and no other", "[readme]") {
  words vocabulary;
  for (std::size_t i = 1; i < base::reason_count; ++i) // 0 is no reason
    vocabulary.emplace(to_string(static_cast<base::reason>(i)));
  CHECK(matches(content("docs/failures.md"), "^\\| `([a-z_]+)`") == vocabulary);
}

TEST_CASE("every setting that docs/failures.md names exists", "[readme]") {
  const auto named = matches(content("docs/failures.md"), "`((?:proxy|limits|health|admin|shutdown)\\.[a-z-]+)`");
  CHECK(named.size() > 10);
  for (const auto& name : named) {
    INFO(name);
    const auto dot = name.find('.');
    CHECK(config::find_setting(name.substr(0, dot), name.substr(dot + 1)) != nullptr);
  }
}
