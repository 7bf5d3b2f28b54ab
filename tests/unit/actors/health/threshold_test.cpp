#include "actors/health/threshold.hpp"

#include <catch2/catch.hpp>

using namespace loadex::actors::health;

TEST_CASE("the first verdict decides at once, whatever rise and fall are") {
  threshold good{3, 3};
  CHECK(good.current() == state::checking);
  CHECK(good.observe(true));
  CHECK(good.current() == state::healthy);

  threshold bad{3, 3};
  CHECK(bad.observe(false));
  CHECK(bad.current() == state::unhealthy);
}

TEST_CASE("fall bad verdicts in a row take a backend out") {
  threshold health{1, 3};
  health.observe(true);
  CHECK_FALSE(health.observe(false));
  CHECK_FALSE(health.observe(false));
  CHECK(health.observe(false));
  CHECK(health.current() == state::unhealthy);
}

TEST_CASE("rise good verdicts in a row bring a backend back") {
  threshold health{2, 1};
  health.observe(false);
  CHECK_FALSE(health.observe(true));
  CHECK(health.observe(true));
  CHECK(health.current() == state::healthy);
}

TEST_CASE("a verdict that agrees with the state breaks the row against it") {
  threshold health{1, 2};
  health.observe(true);
  CHECK_FALSE(health.observe(false));
  CHECK_FALSE(health.observe(true));
  CHECK_FALSE(health.observe(false));
  CHECK(health.current() == state::healthy);
}

TEST_CASE("a verdict that changes nothing is no flip") {
  threshold health{1, 1};
  health.observe(true);
  CHECK_FALSE(health.observe(true));
  health.observe(false);
  CHECK_FALSE(health.observe(false));
}

TEST_CASE("a state is unsettled while verdicts against it are counted") {
  threshold health{1, 3};
  health.observe(true);
  CHECK(health.settled());
  health.observe(false);
  CHECK_FALSE(health.settled());
  health.observe(true);
  CHECK(health.settled());
}

TEST_CASE("only a healthy backend can be taken out") {
  threshold health{2, 2};
  CHECK_FALSE(health.take_out());
  CHECK(health.current() == state::checking);
  health.observe(true);
  CHECK(health.take_out());
  CHECK(health.current() == state::unhealthy);
  CHECK_FALSE(health.take_out());
}

TEST_CASE("a backend that was taken out can be put back, one that is healthy or unknown cannot") {
  threshold health{2, 2};
  CHECK_FALSE(health.put_back());
  health.observe(true);
  CHECK_FALSE(health.put_back());
  health.take_out();
  health.observe(true);
  CHECK(health.put_back());
  CHECK(health.current() == state::healthy);
  CHECK(health.settled());
}

TEST_CASE("a backend that was taken out comes back by rise") {
  threshold health{2, 2};
  health.observe(true);
  health.take_out();
  CHECK_FALSE(health.observe(true));
  CHECK(health.observe(true));
}

TEST_CASE("other thresholds count from the next verdict on, with the verdicts before") {
  threshold health{1, 10};
  health.observe(true);
  health.observe(false);
  health.observe(false);
  health.adopt(2, 3);
  CHECK(health.current() == state::healthy);
  CHECK_FALSE(health.settled());
  CHECK(health.observe(false));
  health.observe(true);
  health.adopt(4, 3);
  for (int i = 0; i < 2; ++i)
    CHECK_FALSE(health.observe(true));
  CHECK(health.observe(true));
}
