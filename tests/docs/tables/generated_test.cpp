#include "tests/docs/tables/pages.hpp"
#include "tests/docs/tables/parts.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>

using namespace loadex::tests::docs;

TEST_CASE("what is made from the code stands in the documentation as it is made") {
  for (const auto& part : parts()) {
    const auto made = part.make();
    INFO("between <!-- " << part.name << " --> and <!-- /" << part.name << " -->; to write it anew: make docs");
    CHECK_FALSE(places_of(part.name).empty());
    for (const auto& at : places_of(part.name)) {
      if (std::getenv("UPDATE_DOCS") != nullptr)
        write(at, made);
      else if (shown(at) != made)
        FAIL_CHECK(difference(at, made));
    }
  }
}
