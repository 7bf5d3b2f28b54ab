#include "actors/runtime/reply_slot.hpp"

#include <catch2/catch.hpp>

#include <vector>

using loadex::actors::reply_slot;

namespace {

/// What a receiver was told, in order; nothing stands for "abandoned".
struct told {
  std::vector<std::optional<int>> answers;

  reply_slot<int> slot() {
    return reply_slot<int>{[this](std::optional<int> answer) { answers.push_back(answer); }};
  }
};

} // namespace

TEST_CASE("a reply slot passes the answer on") {
  told asker;
  asker.slot().answer(7);
  CHECK(asker.answers == std::vector<std::optional<int>>{7});
}

TEST_CASE("a reply slot says when it was abandoned") {
  told asker;
  { auto slot = asker.slot(); }
  CHECK(asker.answers == std::vector<std::optional<int>>{std::nullopt});
}

TEST_CASE("only the first answer of a reply slot counts") {
  told asker;
  {
    auto slot = asker.slot();
    auto copy = slot; // NOLINT(performance-unnecessary-copy-initialization)
    copy.answer(1);
    slot.answer(2);
  }
  CHECK(asker.answers == std::vector<std::optional<int>>{1});
}

TEST_CASE("a reply slot is abandoned only with its last copy") {
  told asker;
  auto slot = asker.slot();
  {
    auto copy = slot; // NOLINT(performance-unnecessary-copy-initialization)
  }
  CHECK(asker.answers.empty());
  slot = {};
  CHECK(asker.answers == std::vector<std::optional<int>>{std::nullopt});
}

TEST_CASE("a reply slot that nobody waits on takes any answer") {
  CHECK_NOTHROW(reply_slot<int>{}.answer(1));
}
