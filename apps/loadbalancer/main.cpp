#include "apps/loadbalancer/daemon/daemon.hpp"
#include "apps/loadbalancer/daemon/signals.hpp"
#include "config/load.hpp"
#include "config/setting_table.hpp"
#include "observability/log.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <thread>

namespace {

using namespace loadex;
using namespace std::chrono_literals;
using observability::level;
using std::chrono::steady_clock;

constexpr int failed = 1;
constexpr int usage_error = 2;

int complain(const std::string& line) {
  std::fprintf(stderr, "loadbalancer: %s\n", line.c_str());
  return failed;
}

observability::level log_level(const config::settings& settings) {
  return observability::level_from(settings.log.level).value_or(level::info);
}

/// Every connection needs a descriptor, so take all that we may have.
void raise_descriptor_limit() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

std::atomic<bool> ended_in_order{false}; // all that could hang is done with

/// Ends the process in a moment, `by` then if that is not too near, if something hangs until then: stdout or stderr may
/// be a pipe that nobody reads, a name server may not answer.
void end_soon(int exit_code, steady_clock::time_point by) {
  const auto left = std::clamp<steady_clock::duration>(by - steady_clock::now(), 250ms, 500ms);
  std::thread([exit_code, left] {
    std::this_thread::sleep_for(left);
    if (!ended_in_order)
      std::_Exit(exit_code);
  }).detach();
}

int serve(const config::settings& settings) {
  std::signal(SIGPIPE, SIG_IGN);
  hold_back_signals();
  observability::start_logging(log_level(settings));
  raise_descriptor_limit();
  int exit_code = EXIT_SUCCESS;
  try {
    loadex::daemon balancer(settings);
    end_soon(exit_code, balancer.run());
  } catch (const std::exception& e) {
    end_soon(failed, steady_clock::time_point::max());
    exit_code = complain(e.what());
  }
  observability::stop_logging();
  ended_in_order = true;
  return exit_code;
}

} // namespace

int main(int argc, char** argv) {
  try {
    const auto command = config::load(argc, argv);
    switch (command.what) {
    case config::command::action::run:
      return serve(command.all);
    case config::command::action::check:
      std::fputs(config::settings_as_file(command.all).c_str(), stdout);
      return EXIT_SUCCESS;
    case config::command::action::print_and_exit:
      std::fputs(command.text.c_str(), stdout);
      return EXIT_SUCCESS;
    }
    return EXIT_SUCCESS;
  } catch (const config::invalid_configuration& e) {
    for (const auto& problem : e.problems)
      complain(problem);
    return usage_error;
  } catch (const std::exception& e) {
    return complain(e.what());
  }
}
