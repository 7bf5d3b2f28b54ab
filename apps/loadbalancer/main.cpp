#include "apps/exit_code.hpp"
#include "apps/loadbalancer/daemon/activation.hpp"
#include "apps/loadbalancer/daemon/daemon.hpp"
#include "apps/loadbalancer/daemon/service_manager.hpp"
#include "apps/loadbalancer/daemon/signals.hpp"
#include "apps/loadbalancer/daemon/tls_files.hpp"
#include "apps/loadbalancer/explain/explain_route.hpp"
#include "apps/loadbalancer/handover/predecessor.hpp"
#include "apps/loadbalancer/manual.hpp"
#include "config/load.hpp"
#include "config/setting_table.hpp"
#include "net/admin/configuration.hpp"
#include "observability/log.hpp"

#include <malloc.h>
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace {

using namespace loadex;
using namespace std::chrono_literals;
using observability::level;
using std::chrono::steady_clock;

exit_code complain(const std::string& line) {
  std::fprintf(stderr, "loadbalancer: %s\n", line.c_str());
  return exit_failed;
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

/// Large blocks go back to the system once they are freed; the C library would keep them, after the first of a size.
/// Each is a mapping, of which a process may have 65,530: beyond a part of them blocks are kept after all.
void give_back_large_blocks() {
  mallopt(M_MMAP_THRESHOLD, 32 * 1024);
  mallopt(M_MMAP_MAX, 16 * 1024);
}

std::atomic<bool> ended_in_order{false}; // all that could hang is done with

/// Ends the process in a moment, `by` then if that is not too near, if something hangs until then: stdout or stderr may
/// be a pipe that nobody reads, a name server may not answer.
void end_soon(exit_code ending, steady_clock::time_point by) {
  const auto left = std::clamp<steady_clock::duration>(by - steady_clock::now(), 250ms, 500ms);
  std::thread([ending, left] {
    std::this_thread::sleep_for(left);
    if (!ended_in_order)
      std::_Exit(ending);
  }).detach();
}

/// What was read at the start, or a text in its place, is read again with the same options.
configuration_source source_of(int argc, char** argv, const std::string& file) {
  const auto read = [=] {
    const auto again = config::load(argc, argv);
    if (again.file != file) // loadbalancer.conf in the current folder, which need not be there
      throw config::invalid_configuration{{file + ": it was read at the start, and is not there any more"}};
    return again.all;
  };
  const auto read_text = [=](const std::string& name, std::string_view text) {
    return config::load(argc, argv, name, text).all;
  };
  const auto read_sent = [=](std::string_view text, const config::settings& known) {
    return config::load(argc, argv, std::string(net::admin::sent_text), text, &known).all;
  };
  return {file, read, read_text, read_sent};
}

/// How this process is to be started anew, and whose place it takes.
loadex::origin origin_of(std::vector<std::string> arguments) {
  loadex::origin with;
  with.manager = service_manager::take_terms();
  with.sockets = take_activation(with.manager);
  with.command.arguments = std::move(arguments);
  with.command.environment = with.manager.variables();
  return with;
}

/// The process whose place this one takes; null if it takes nobody's.
std::unique_ptr<handover::predecessor> find_predecessor(const config::settings& settings) {
  const auto& path = settings.global.handover;
  auto before = path.empty() ? nullptr : handover::predecessor::find(path);
  if (before)
    observability::log_event(level::info, "taking over", {{"from", std::int64_t{before->process()}}});
  return before;
}

exit_code serve(const config::settings& settings, configuration_source from, std::vector<std::string> arguments) {
  auto with = origin_of(std::move(arguments));
  std::signal(SIGPIPE, SIG_IGN);
  hold_back_signals();
  observability::start_logging(log_level(settings));
  raise_descriptor_limit();
  give_back_large_blocks();
  auto ending = exit_ok;
  try {
    with.before = find_predecessor(settings);
    loadex::daemon balancer(settings, std::move(from), std::move(with));
    end_soon(ending, balancer.run());
  } catch (const std::exception& e) {
    end_soon(exit_failed, steady_clock::time_point::max());
    ending = complain(e.what());
  }
  observability::stop_logging();
  ended_in_order = true;
  return ending;
}

/// Prints the configuration, or the way of a request by it.
exit_code check(const config::command& what) {
  if (what.explain_route.empty()) {
    try {
      tls_files().read(*config::make_snapshot(what.all));
    } catch (const net::tls::certificate_failure& e) {
      complain(e.what());
      return exit_usage;
    }
    std::fputs(config::settings_as_file(what.all).c_str(), stdout);
    return exit_ok;
  }
  const auto told = explain_route(*config::make_snapshot(what.all), what.explain_route);
  if (!told) {
    complain("--explain-route: " + told.error());
    return exit_usage;
  }
  std::fputs(told->c_str(), stdout);
  return exit_ok;
}

/// The packagers' way to the manual: `loadbalancer __man FOLDER`.
exit_code write_manual(const char* folder) {
  const auto unwritten = manual::write(manual_pages(), folder);
  return unwritten ? complain(unwritten->string() + " cannot be written") : exit_ok;
}

} // namespace

int main(int argc, char** argv) {
  try {
    if (argc == 3 && std::string_view(argv[1]) == "__man")
      return write_manual(argv[2]);
    const auto command = config::load(argc, argv);
    switch (command.what) {
    case config::command::action::run:
      return serve(command.all, source_of(argc, argv, command.file), {argv, argv + argc});
    case config::command::action::check:
      return check(command);
    case config::command::action::print_and_exit:
      std::fputs(command.text.c_str(), stdout);
      return exit_ok;
    }
    return exit_ok;
  } catch (const config::invalid_configuration& e) {
    for (const auto& problem : e.problems)
      complain(problem);
    return exit_usage;
  } catch (const std::exception& e) {
    return complain(e.what());
  }
}
