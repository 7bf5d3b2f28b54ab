#include "apps/loadbalancer/daemon/reloader.hpp"

#include "config/load.hpp"
#include "observability/log.hpp"

#include <fmt/ranges.h>

#include <utility>

namespace loadex {

using observability::level;
using observability::log_event;

reloader::reloader(reader read, adopter adopt, observability::reload_counters& counted)
    : read_(std::move(read))
    , adopt_(std::move(adopt))
    , counted_(counted) {}

reloader::~reloader() {
  end();
}

void reloader::begin() {
  thread_ = std::thread([this] { run(); });
}

void reloader::ask() {
  {
    const std::lock_guard lock(mutex_);
    asked_ = true;
  }
  news_.notify_one();
}

void reloader::end() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  news_.notify_one();
  if (thread_.joinable())
    thread_.join();
}

void reloader::run() {
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      news_.wait(lock, [this] { return asked_ || ending_; });
      if (ending_)
        return;
      asked_ = false;
    }
    reload();
  }
}

void reloader::reload() {
  const auto refuse = [this](const std::string& problems) {
    counted_.count_refused();
    log_event(level::error, "configuration refused", {{"detail", "the one before holds on"}, {"problems", problems}});
  };
  try {
    const auto done = adopt_(read_());
    counted_.count_adopted(done.next->id);
    log_event(done.wait_for_start.empty() ? level::info : level::warn, "configuration reloaded",
              {{"version", static_cast<std::int64_t>(done.next->version)},
               {"id", done.next->id},
               {"changed", fmt::format("{}", fmt::join(done.changed, ", "))},
               {"wait_for_restart", fmt::format("{}", fmt::join(done.wait_for_start, ", "))}});
  } catch (const config::invalid_configuration& e) {
    refuse(fmt::format("{}", fmt::join(e.problems, "; ")));
  } catch (const std::exception& e) { // what nobody has foreseen
    refuse(e.what());
  }
}

} // namespace loadex
