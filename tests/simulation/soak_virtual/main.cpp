// Runs the simulation for as long as one likes.

#include "tests/simulation/violation.hpp"
#include "tests/simulation/world.hpp"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <chrono>
#include <cstdio>
#include <string>

using namespace loadex::tests::simulation;

namespace {

std::string summary(const statistics& s) {
  return fmt::format("{} requests, {} answered, {} failed over, {} hung, {} unlucky, {} found nobody, {} queued, "
                     "{} impatient, {} left; {} ejections, {} trials, {} pool outages, {} faults, {} orders, {} views, "
                     "{} events, {} fair windows",
                     s.requests, s.answered, s.failed_over, s.hung, s.unlucky, s.nobody, s.queued, s.impatient, s.left,
                     s.ejections, s.trials, s.pool_outages, s.faults, s.orders, s.views, s.events, s.fair_windows);
}

/// Whether every promise was kept.
bool run(const scenario& what) {
  const auto show_days = [&](std::chrono::hours done, const statistics& so_far) {
    if (done.count() % 24 == 0)
      fmt::print("  seed {}: day {}, {} requests\n", what.seed, done.count() / 24, so_far.requests);
  };
  const auto begun = std::chrono::steady_clock::now();
  try {
    const auto seen = world(what).run(show_days);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
    fmt::print("seed {}: {} h in {:.1f} s: {}\n", what.seed, what.length.count(), took.count(), summary(seen));
    return true;
  } catch (const violation& e) {
    fmt::print("seed {}: {}\n  again: {}\n", what.seed, e.what(), replay_command(what));
    return false;
  }
}

} // namespace

int main(int argc, char** argv) {
  CLI::App app{"Simulates the balancer under faults and changes, in virtual time"};
  scenario what;
  int hours = 24;
  int order_every = 45;
  std::uint64_t seeds = 1;
  app.add_option("--hours", hours, "Virtual hours of each run");
  app.add_option("--seeds", seeds, "How many runs, each with the next seed");
  app.add_option("--seed", what.seed, "The first seed");
  app.add_option("--rate", what.requests_per_second, "Requests a second");
  app.add_option("--order-every", order_every, "Seconds between orders to the pool, on average");
  CLI11_PARSE(app, argc, argv);
  std::setvbuf(stdout, nullptr, _IOLBF, BUFSIZ); // a long run is watched through a pipe, too
  what.length = std::chrono::hours(hours);
  what.between_orders = std::chrono::seconds(order_every);
  std::uint64_t failed = 0;
  for (std::uint64_t i = 0; i < seeds; ++i, ++what.seed)
    failed += !run(what);
  if (failed > 0)
    fmt::print("{} of {} runs broke a promise\n", failed, seeds);
  return failed > 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
