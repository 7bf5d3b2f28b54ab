#include "base/reason.hpp"

#include <catch2/catch.hpp>

#include <set>
#include <string_view>

using namespace loadex::base;

TEST_CASE("every reason has a word of its own and a sentence") {
  std::set<std::string_view> words;
  for (std::size_t i = 0; i < reason_count; ++i) {
    const auto why = static_cast<reason>(i);
    INFO("reason number " << i);
    CHECK(words.insert(to_string(why)).second);
    CHECK(sentence(why).ends_with('.'));
  }
}
