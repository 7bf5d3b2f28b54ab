// Runs the simulation for as long as one likes.

#include "tests/simulation/soak_virtual/soak.hpp"

#include <CLI/CLI.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <vector>

using namespace loadex::tests::simulation;

namespace {

/// Each job is a process and has every so many-th seed. Whether all kept all promises.
bool run_in_parts(const soak& what, unsigned jobs) {
  std::vector<pid_t> children;
  for (unsigned part = 0; part < jobs; ++part) {
    const auto child = fork();
    if (child == 0)
      _exit(what.part(part, jobs).run() ? EXIT_SUCCESS : EXIT_FAILURE);
    children.push_back(child);
  }
  bool good = true;
  for (const auto child : children) {
    int status = EXIT_FAILURE;
    good = child > 0 && waitpid(child, &status, 0) == child && status == EXIT_SUCCESS && good;
  }
  return good;
}

} // namespace

int main(int argc, char** argv) {
  CLI::App app{"Simulates the balancer under faults and changes, in virtual time"};
  soak what;
  int hours = 24;
  int order_every = 45;
  unsigned jobs = 1;
  app.add_option("--hours", hours, "Virtual hours of each run");
  app.add_option("--seeds", what.seeds, "How many runs, each with the next seed");
  app.add_option("--seed", what.first.seed, "The first seed");
  app.add_option("--rate", what.first.requests_per_second, "Requests a second");
  app.add_option("--order-every", order_every, "Seconds between orders to the pool, on average");
  app.add_option("--jobs", jobs, "Processes that share the seeds");
  CLI11_PARSE(app, argc, argv);
  std::setvbuf(stdout, nullptr, _IOLBF, BUFSIZ); // a long run is watched through a pipe, too
  what.first.length = std::chrono::hours(hours);
  what.first.between_orders = std::chrono::seconds(order_every);
  const bool good = jobs > 1 ? run_in_parts(what, jobs) : what.run();
  return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
