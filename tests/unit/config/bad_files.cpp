#include "tests/support/config/bad_files.hpp"

#include "config/checks.hpp"
#include "config/config_file.hpp"

#include <catch2/catch.hpp>

#include <set>
#include <string>
#include <string_view>
#include <vector>

using namespace loadex::config;
using loadex::tests::bad_files;

TEST_CASE("every bad file is refused with exactly what is wrong with it", "[config]") {
  CHECK(bad_files().size() >= 50);
  std::set<std::string_view> titles;
  for (const auto& file : bad_files()) {
    CAPTURE(file.what, file.text);
    CHECK(titles.insert(file.what).second);
    draft result;
    apply_file_text("f", file.text, result);
    check_whole(result);
    CHECK(result.problems == std::vector<std::string>(file.problems.begin(), file.problems.end()));
  }
}

TEST_CASE("a bad file's problems are told by its own name", "[config]") {
  const auto& first = bad_files().front();
  CHECK(first.problems_in("x.conf").front() == "x.conf" + std::string(first.problems.front().substr(1)));
}
