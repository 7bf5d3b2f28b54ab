#include "apps/loadex/cli/terminal/printable.hpp"

#include <catch2/catch.hpp>

using loadex::cli::columns_of;
using loadex::cli::printable;
using loadex::cli::shortened;

TEST_CASE("what a terminal would obey is not passed on to it") {
  CHECK(printable("a\x1b[31mb\rc\x7f") == "a?[31mb?c?");
  CHECK(printable("line\nnext → ü") == "line\nnext → ü");
  CHECK(printable("a\xC2\x9B"
                  "31m") == "a?31m"); // CSI in one character
}

TEST_CASE("columns are counted by characters") {
  CHECK(columns_of("abc") == 3);
  CHECK(columns_of("▁█ü") == 3);
}

TEST_CASE("a text that is too long says so with its last character") {
  CHECK(shortened("abcdef", 6) == "abcdef");
  CHECK(shortened("abcdef", 4) == "abc…");
  CHECK(shortened("üüüüü", 3) == "üü…");
  CHECK(shortened("abc", 1) == "…");
  CHECK(shortened("abc", 0).empty());
}
