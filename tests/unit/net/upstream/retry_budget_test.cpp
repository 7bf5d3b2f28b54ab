#include "net/upstream/retry_budget.hpp"

#include <catch2/catch.hpp>

using namespace loadex::net;
using namespace std::chrono_literals;

namespace {

const steady_clock::time_point start{};

unsigned drain(upstream::retry_budget& budget, steady_clock::time_point now) {
  unsigned retries = 0;
  for (; budget.available(now) && retries < 1000; ++retries)
    budget.withdraw();
  return retries;
}

} // namespace

TEST_CASE("a retry budget starts with ten seconds of its minimum") {
  upstream::retry_budget budget(20, 3, start);
  CHECK(drain(budget, start) == 30);
}

TEST_CASE("a retry budget refills by its minimum every second") {
  upstream::retry_budget budget(0, 3, start);
  drain(budget, start);
  CHECK(drain(budget, start + 999ms) == 2);
  CHECK(drain(budget, start + 1999ms) == 3);
}

TEST_CASE("a retry budget allows a share of the requests") {
  upstream::retry_budget budget(20, 1, start);
  drain(budget, start);
  for (int i = 0; i < 25; ++i)
    budget.deposit();
  CHECK(drain(budget, start) == 5);
}

TEST_CASE("a retry budget of nothing allows no retry once its first token is spent") {
  upstream::retry_budget budget(0, 0, start);
  CHECK(drain(budget, start) == 1);
  CHECK_FALSE(budget.available(start + 24h));
}
