#include "actors/health/circuit.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace loadex::actors::health;
using namespace std::chrono_literals;

namespace {

constexpr loadex::config::circuit_settings settings{
    .outages = 3, .window = 60s, .ejection = 10s, .longest_ejection = 60s, .most_ejected = 50};

/// What may happen to a circuit.
enum class input { outage, open, over, begin_trial, trial_failed, forget_trial, close };

/// One line of the table: at that second, that happens; then the circuit says so and is in that state.
struct row {
  int second;
  input what;
  int says; // whether it is to be ejected, may begin a trial, becomes half-open; for how many seconds it is ejected
  circuit::state then;
};

int feed(circuit& c, input what, circuit::time now) {
  const auto seconds = [](std::chrono::milliseconds length) { return static_cast<int>(length / 1s); };
  switch (what) {
  case input::outage:
    return c.note_outage(now) ? 1 : 0;
  case input::open:
  case input::trial_failed:
    return seconds(c.open(now));
  case input::over:
    return c.half_open(c.ejections()) ? 1 : 0;
  case input::begin_trial:
    return c.begin_trial() ? 1 : 0;
  case input::forget_trial:
    c.forget_trial();
    return 0;
  case input::close:
    c.close(now);
    return 0;
  }
  return -1;
}

void check(const std::vector<row>& table) {
  circuit c{settings};
  for (std::size_t line = 0; line < table.size(); ++line) {
    const auto& r = table[line];
    CAPTURE(line, r.second);
    CHECK(feed(c, r.what, circuit::time{1h} + std::chrono::seconds(r.second)) == r.says);
    CHECK(to_string(c.current()) == to_string(r.then));
  }
}

constexpr auto closed = circuit::state::closed;
constexpr auto open = circuit::state::open;
constexpr auto half_open = circuit::state::half_open;

} // namespace

TEST_CASE("a circuit asks for an ejection at the outage that is one too many within the window") {
  check({{0, input::outage, 0, closed}, {30, input::outage, 0, closed}, {60, input::outage, 1, closed}});
  check({{0, input::outage, 0, closed}, {30, input::outage, 0, closed}, {61, input::outage, 0, closed}});
}

TEST_CASE("a circuit is half-open after the ejection and closes after a trial that went well") {
  check({{0, input::open, 10, open},
         {5, input::begin_trial, 0, open},
         {10, input::over, 1, half_open},
         {10, input::begin_trial, 1, half_open},
         {11, input::close, 0, closed},
         {11, input::begin_trial, 0, closed}});
}

TEST_CASE("a half-open circuit lets one trial be made at a time") {
  check({{0, input::open, 10, open},
         {10, input::over, 1, half_open},
         {10, input::begin_trial, 1, half_open},
         {11, input::begin_trial, 0, half_open},
         {12, input::forget_trial, 0, half_open},
         {12, input::begin_trial, 1, half_open}});
}

TEST_CASE("ejections double up to the longest as long as trials fail") {
  check({{0, input::open, 10, open},
         {10, input::over, 1, half_open},
         {10, input::begin_trial, 1, half_open},
         {11, input::trial_failed, 20, open},
         {31, input::over, 1, half_open},
         {31, input::begin_trial, 1, half_open},
         {32, input::trial_failed, 40, open},
         {72, input::over, 1, half_open},
         {72, input::trial_failed, 60, open},
         {132, input::over, 1, half_open},
         {132, input::trial_failed, 60, open}});
}

TEST_CASE("a circuit that has closed asks for an ejection at the next outage, of twice the length") {
  check({{0, input::open, 10, open},
         {10, input::over, 1, half_open},
         {11, input::close, 0, closed},
         {30, input::outage, 1, closed},
         {30, input::open, 20, open}});
}

TEST_CASE("every window without an outage forgives half of an ejection") {
  check({{0, input::open, 10, open},
         {10, input::over, 1, half_open},
         {11, input::trial_failed, 20, open},
         {31, input::over, 1, half_open},
         {40, input::close, 0, closed},
         {101, input::outage, 1, closed}, // one of two is forgiven
         {101, input::open, 20, open}});
  check({{0, input::open, 10, open},
         {10, input::over, 1, half_open},
         {40, input::close, 0, closed},
         {101, input::outage, 0, closed}, // as if nothing had been
         {102, input::outage, 0, closed},
         {103, input::outage, 1, closed},
         {103, input::open, 10, open}});
}

TEST_CASE("an outage that led to no ejection puts off forgiveness") {
  check({{0, input::open, 10, open},
         {10, input::over, 1, half_open},
         {20, input::close, 0, closed},
         {50, input::outage, 1, closed},
         {90, input::outage, 1, closed},
         {151, input::outage, 0, closed}});
}

TEST_CASE("the end of an ejection that has been ended before says nothing") {
  circuit c{settings};
  const circuit::time now{1h};
  c.open(now);
  const auto first = c.ejections();
  c.close(now + 1s);
  c.open(now + 2s);
  CHECK_FALSE(c.half_open(first));
  CHECK(c.half_open(c.ejections()));
}

TEST_CASE("a circuit without a number of outages never asks for an ejection") {
  circuit c{{.outages = 0}};
  for (int i = 0; i < 100; ++i)
    CHECK_FALSE(c.note_outage(circuit::time{1h}));
}

TEST_CASE("a circuit counts the outages before it was set otherwise, and ejects for as long as it is set to now") {
  circuit c{settings};
  const circuit::time now{1h};
  CHECK_FALSE(c.note_outage(now));
  c.adopt({.outages = 2, .window = 60s, .ejection = 20s, .longest_ejection = 60s}, now + 1s);
  CHECK(c.note_outage(now + 2s));
  CHECK(c.open(now + 2s) == 20s);
}

TEST_CASE("a circuit that is set otherwise during an ejection ends that as it would have, and doubles the next") {
  circuit c{settings};
  const circuit::time now{1h};
  c.open(now);
  const auto under_way = c.ejections();
  c.adopt({.outages = 3, .window = 60s, .ejection = 1s, .longest_ejection = 60s}, now + 1s);
  CHECK(c.current() == open);
  CHECK(c.half_open(under_way));
  CHECK(c.open(now + 10s) == 2s);
}

TEST_CASE("what a circuit has forgiven by one window it does not forgive again by another") {
  circuit c{settings};
  const circuit::time now{1h};
  for (int i = 0; i < 3; ++i)
    c.open(now);
  c.close(now);
  c.adopt({.outages = 3, .window = 1s, .ejection = 1s, .longest_ejection = 60s}, now + 60s); // one of three is forgiven
  CHECK(c.note_outage(now + 60s));
  CHECK(c.open(now + 60s) == 4s);
}
