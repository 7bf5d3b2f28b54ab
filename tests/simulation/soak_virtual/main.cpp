// Runs the simulation for as long as one likes: soak [--hours N] [--seeds N] [--seed FIRST]

#include "tests/simulation/violation.hpp"
#include "tests/simulation/world.hpp"

#include <CLI/CLI.hpp>

#include <cstdio>

using namespace loadex::tests::simulation;

namespace {

bool run(const scenario& what) {
  const auto begun = std::chrono::steady_clock::now();
  try {
    const auto seen = world(what).run([&](std::chrono::hours done, const statistics& so_far) {
      if (done.count() % 24 == 0)
        std::printf("  seed %llu: day %lld, %llu requests\n", static_cast<unsigned long long>(what.seed),
                    static_cast<long long>(done.count() / 24), static_cast<unsigned long long>(so_far.requests));
      std::fflush(stdout);
    });
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
    std::printf("seed %llu: %lld h in %.1f s: %llu requests, %llu answered, %llu failed over, %llu hung, %llu unlucky, "
                "%llu found nobody; %llu faults, %llu orders, %llu views, %llu events, %llu fair windows\n",
                static_cast<unsigned long long>(what.seed), static_cast<long long>(what.length.count()), took.count(),
                static_cast<unsigned long long>(seen.requests), static_cast<unsigned long long>(seen.answered),
                static_cast<unsigned long long>(seen.failed_over), static_cast<unsigned long long>(seen.hung),
                static_cast<unsigned long long>(seen.unlucky), static_cast<unsigned long long>(seen.nobody),
                static_cast<unsigned long long>(seen.faults), static_cast<unsigned long long>(seen.orders),
                static_cast<unsigned long long>(seen.views), static_cast<unsigned long long>(seen.events),
                static_cast<unsigned long long>(seen.fair_windows));
    std::fflush(stdout);
    return true;
  } catch (const violation& e) {
    std::printf("seed %llu: %s\n  again: %s\n", static_cast<unsigned long long>(what.seed), e.what(),
                replay_command(what).c_str());
    return false;
  }
}

} // namespace

int main(int argc, char** argv) {
  CLI::App app{"Simulates the balancer under faults and changes, in virtual time"};
  scenario what;
  int hours = 24;
  std::uint64_t seeds = 1;
  app.add_option("--hours", hours, "Virtual hours of each run");
  app.add_option("--seeds", seeds, "How many runs, each with the next seed");
  app.add_option("--seed", what.seed, "The first seed");
  app.add_option("--rate", what.requests_per_second, "Requests a second");
  CLI11_PARSE(app, argc, argv);
  what.length = std::chrono::hours(hours);
  unsigned failed = 0;
  for (std::uint64_t i = 0; i < seeds; ++i, ++what.seed)
    failed += !run(what);
  if (failed > 0)
    std::printf("%u of %llu runs broke a promise\n", failed, static_cast<unsigned long long>(seeds));
  return failed > 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
