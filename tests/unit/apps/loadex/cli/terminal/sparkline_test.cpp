#include "apps/loadex/cli/terminal/sparkline.hpp"

#include <catch2/catch.hpp>

#include <vector>

using loadex::cli::sparkline;

TEST_CASE("a sparkline reaches the top with its highest value, and shows what is not 0") {
  const std::vector<double> values{0, 1, 50, 100};
  CHECK(sparkline(values, 10) == "▁▂▅█");
}

TEST_CASE("of more values than columns neighbours share one, which shows the highest; the newest stand at the end") {
  const std::vector<double> values{9, 0, 0, 0, 7};
  CHECK(sparkline(values, 3) == "█▁▇");
  CHECK(sparkline(values, 1) == "█");
}

TEST_CASE("a sparkline of nothing is nothing, and of no traffic flat") {
  CHECK(sparkline({}, 5).empty());
  const std::vector<double> quiet{0, 0};
  CHECK(sparkline(quiet, 5) == "▁▁");
  CHECK(sparkline(quiet, 0).empty());
}
