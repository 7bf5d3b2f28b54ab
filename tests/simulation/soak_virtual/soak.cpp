#include "tests/simulation/soak_virtual/soak.hpp"

#include "tests/simulation/violation.hpp"
#include "tests/simulation/world.hpp"

#include <fmt/core.h>

#include <chrono>
#include <string>

namespace loadex::tests::simulation {

namespace {

using namespace std::chrono_literals;
using wall_clock = std::chrono::steady_clock;

/// With more runs than that, none is told of by itself that went well.
constexpr std::uint64_t few = 50;
constexpr auto between_tellings = 10s;

std::string summary(const statistics& s) {
  return fmt::format("{} requests, {} answered, {} failed over, {} hung, {} unlucky, {} found nobody, {} queued, "
                     "{} impatient, {} left; {} ejections, {} trials, {} pool outages, {} faults, {} disasters, {} "
                     "orders, {} reloads, {} views, "
                     "{} events, {} fair windows",
                     s.requests, s.answered, s.failed_over, s.hung, s.unlucky, s.nobody, s.queued, s.impatient, s.left,
                     s.ejections, s.trials, s.pool_outages, s.faults, s.disasters, s.orders, s.reloads, s.views,
                     s.events, s.fair_windows);
}

double seconds_since(wall_clock::time_point then) {
  return std::chrono::duration<double>(wall_clock::now() - then).count();
}

/// Tells now and then how far a long soak has got, and at the end what it has seen.
class tally {
public:
  explicit tally(std::uint64_t runs)
      : runs_(runs) {}

  void count(const statistics* seen) { // null: a promise was broken
    ++done_;
    if (seen != nullptr)
      all_ += *seen;
    else
      ++failed_;
    if (runs_ <= few || (done_ < runs_ && wall_clock::now() - told_ < between_tellings))
      return;
    told_ = wall_clock::now();
    fmt::print("{} of {} runs in {:.0f} s, {} broke a promise: {}\n", done_, runs_, seconds_since(begun_), failed_,
               summary(all_));
  }

  std::uint64_t failed() const noexcept { return failed_; }

private:
  const std::uint64_t runs_;
  const wall_clock::time_point begun_ = wall_clock::now();
  wall_clock::time_point told_ = begun_;
  std::uint64_t done_ = 0;
  std::uint64_t failed_ = 0;
  statistics all_;
};

void show_day(std::uint64_t seed, std::chrono::hours done, const statistics& so_far) {
  if (done.count() % 24 == 0)
    fmt::print("  seed {}: day {}, {} requests\n", seed, done.count() / 24, so_far.requests);
}

} // namespace

soak soak::part(unsigned which, unsigned parts) const {
  auto result = *this;
  result.first.seed += which * step;
  result.seeds = seeds / parts + (which < seeds % parts ? 1 : 0);
  result.step = step * parts;
  return result;
}

bool soak::run() const {
  tally told(seeds);
  auto what = first;
  for (std::uint64_t i = 0; i < seeds; ++i, what.seed += step) {
    const auto begun = wall_clock::now();
    try {
      const auto seen = world(what).run([&](auto done, const auto& so_far) { show_day(what.seed, done, so_far); });
      if (seeds <= few)
        fmt::print("seed {}: {} h in {:.1f} s: {}\n", what.seed, what.length.count(), seconds_since(begun),
                   summary(seen));
      told.count(&seen);
    } catch (const violation& e) {
      fmt::print("seed {}: {}\n  again: {}\n", what.seed, e.what(), replay_command(what));
      told.count(nullptr);
    }
  }
  if (told.failed() > 0)
    fmt::print("{} of {} runs broke a promise\n", told.failed(), seeds);
  return told.failed() == 0;
}

} // namespace loadex::tests::simulation
