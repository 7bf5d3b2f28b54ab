#include "apps/loadex/cli/terminal/table.hpp"

#include <catch2/catch.hpp>

using loadex::cli::text_table;

TEST_CASE("a table is as wide as its widest cells, numbers to the right, and no line ends in blanks") {
  text_table table{{{"NAME"}, {"COUNT", true}, {"WHY"}}};
  table.add({{"a"}, {"5"}, {""}});
  table.add({{"a longer one"}, {"1000000"}, {"late"}});
  CHECK(table.text() == "NAME            COUNT  WHY\n"
                        "a                   5\n"
                        "a longer one  1000000  late\n");
}

TEST_CASE("a colour takes no room in a table") {
  text_table table{{{"STATE"}, {"N", true}}};
  table.add({{"up", fmt::terminal_color::green}, {"1"}});
  CHECK(table.text() == "STATE  N\n"
                        "\x1b[32mup\x1b[0m     1\n");
}
