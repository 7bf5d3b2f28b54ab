#include "apps/loadex/cli/daemon/token.hpp"

#include <catch2/catch.hpp>

using Catch::Matchers::Contains;
using loadex::cli::token_from;
using loadex::cli::token_in_file;

TEST_CASE("a token is one word, whatever blanks are around it") {
  CHECK(token_from(" s3cret/+=\n").value() == "s3cret/+=");
}

TEST_CASE("what would be more than a token in a header is refused, and not repeated") {
  const auto text = GENERATE("", "  ", "s3cret\r\nX-Evil: 1", "s3cret two", "s3cr\xc3\xa9t");
  CAPTURE(text);
  const auto token = token_from(text);
  REQUIRE_FALSE(token);
  CHECK_THAT(token.error(), !Contains("s3cr"));
}

TEST_CASE("a token's file that cannot be read is named") {
  const auto token = token_in_file("/nowhere/token");
  REQUIRE_FALSE(token);
  CHECK_THAT(token.error(), Contains("/nowhere/token"));
}
