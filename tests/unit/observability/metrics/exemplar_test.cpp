#include "observability/metrics/exemplar.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <thread>

using namespace loadex::observability;
using namespace std::chrono_literals;

TEST_CASE("a bucket has no exemplar before one has been kept, then the latest") {
  exemplar_holder holder;
  CHECK(holder.is_due(1));
  CHECK_FALSE(holder.read());
  holder.slot().keep("one", 1ms, exemplar::time(10s), 1);
  CHECK_FALSE(holder.is_due(1));
  CHECK(holder.is_due(2));
  holder.slot().keep("a-second-one", 2ms, exemplar::time(11s), 2);
  const auto kept = holder.read();
  REQUIRE(kept);
  CHECK(kept->request_id == "a-second-one");
  CHECK(kept->took == 2ms);
  CHECK(kept->ended == exemplar::time(11s));
}

TEST_CASE("an id that is too long, empty, or would have to be escaped is no exemplar") {
  const auto* id =
      GENERATE("", "a b", "a\"b", "a\\b", "a\nb", "caf\xc3\xa9", "12345678901234567890123456789012345678901");
  CAPTURE(id);
  exemplar_holder holder;
  holder.slot().keep(id, 1ms, exemplar::time(10s), 1);
  CHECK_FALSE(holder.read());
  CHECK_FALSE(holder.is_due(1)); // the next one is asked in a second
}

TEST_CASE("an exemplar is never read as one half of this and one of that") {
  exemplar_holder holder;
  auto& slot = holder.slot();
  std::atomic<bool> done{false};
  std::thread keeping([&] {
    for (unsigned i = 1; i <= 200'000; ++i) {
      const std::string id(exemplar_slot::longest_id, static_cast<char>('a' + i % 26));
      slot.keep(id, std::chrono::nanoseconds(i % 26), exemplar::time(std::chrono::seconds(i % 26)), i);
    }
    done = true;
  });
  unsigned torn = 0;
  while (!done)
    if (const auto kept = holder.read()) {
      const auto which = kept->request_id.front() - 'a';
      torn += kept->request_id != std::string(exemplar_slot::longest_id, kept->request_id.front());
      torn += kept->took.count() != which || kept->ended != exemplar::time(std::chrono::seconds(which));
    }
  keeping.join();
  CHECK(torn == 0);
}
