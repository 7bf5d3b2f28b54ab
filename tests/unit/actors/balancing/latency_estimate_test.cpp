#include "actors/balancing/latency_estimate.hpp"

#include <catch2/catch.hpp>

#include <numbers>

using namespace loadex::actors::balancing;
using namespace std::chrono_literals;

namespace {

using seconds = latency_estimate::seconds;

constexpr seconds decay = 10s;

/// A backend's estimate, on a clock of its own.
struct observed {
  latency_estimate estimate{decay};
  latency_estimate::time_point now{1h};

  void answers_in(seconds latency) { estimate.observe(latency, latency, now); }

  /// Answers in `latency`, again and again for `period`.
  void answers_for(std::chrono::milliseconds period, seconds latency) {
    for (const auto end = now + period; now < end; now += 100ms)
      answers_in(latency);
  }

  double value() const { return latency_estimate::at(now, estimate.level(), decay).value().count(); }
};

} // namespace

TEST_CASE("ewma knows no latency before the first sample") {
  CHECK_FALSE(latency_estimate::at({}, latency_estimate{decay}.level(), decay));
}

TEST_CASE("ewma believes the first sample and every peak at once") {
  observed backend;
  backend.answers_in(20ms);
  CHECK(backend.value() == Approx(0.02));
  backend.answers_in(3s);
  CHECK(backend.value() == Approx(3));
}

TEST_CASE("ewma converges to a latency that stays") {
  observed backend;
  backend.answers_in(1s);
  backend.answers_for(100s, 20ms);
  CHECK(backend.value() == Approx(0.02).epsilon(0.02));
}

TEST_CASE("ewma has a peak count 1/e after the decay time, beside the samples that came since") {
  observed backend;
  backend.answers_in(1s);
  backend.now += 100ms;
  backend.answers_for(9'900ms, 100ms);
  CHECK(backend.value() == Approx(1 / std::numbers::e + 0.1 * (1 - 1 / std::numbers::e)).epsilon(0.02));
}

TEST_CASE("ewma forgets at the same pace without samples, so that a slow backend is tried again") {
  observed backend;
  backend.answers_in(1s);
  backend.now += 10s;
  CHECK(backend.value() == Approx(1 / std::numbers::e));
  backend.now += 10s;
  CHECK(backend.value() == Approx(1 / std::numbers::e / std::numbers::e));
}

TEST_CASE("ewma is moved up by the longest of several samples, and down by their mean") {
  observed backend;
  backend.estimate.observe(400ms, 300ms, backend.now);
  CHECK(backend.value() == Approx(0.4));
  backend.now += 10s;
  backend.estimate.observe(100ms, 50ms, backend.now);
  CHECK(backend.value() == Approx(0.4 / std::numbers::e + 0.05 * (1 - 1 / std::numbers::e)));
}

TEST_CASE("ewma levels of two backends compare alike at any later time") {
  observed one;
  observed other;
  one.answers_in(100ms);
  other.now += 5s;
  other.answers_in(80ms); // the first has decayed to 61 ms by now
  CHECK(one.estimate.level() < other.estimate.level());
  for (const auto later : {5s, 60s, 3600s}) {
    const auto now = one.now + later;
    CHECK(latency_estimate::at(now, one.estimate.level(), decay) <
          latency_estimate::at(now, other.estimate.level(), decay));
  }
}

TEST_CASE("ewma takes no time at all for a microsecond") {
  observed backend;
  backend.answers_in(0s);
  CHECK(backend.value() == Approx(1e-6));
}

TEST_CASE("ewma keeps its estimate when it is to forget at another pace, and forgets at that pace") {
  observed backend;
  backend.answers_in(1s);
  backend.estimate.adopt(1s, backend.now);
  const auto value = [&] { return latency_estimate::at(backend.now, backend.estimate.level(), 1s).value().count(); };
  CHECK(value() == Approx(1));
  backend.now += 1s;
  CHECK(value() == Approx(1 / std::numbers::e));
  backend.answers_in(10s);
  CHECK(value() == Approx(10));
}

TEST_CASE("ewma that has seen nothing still knows nothing at another pace") {
  latency_estimate estimate{decay};
  estimate.adopt(1s, latency_estimate::time_point{1h});
  CHECK_FALSE(latency_estimate::at({}, estimate.level(), 1s));
}
