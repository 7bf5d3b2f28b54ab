#pragma once

#include "config/settings.hpp"
#include "config/snapshot.hpp"
#include "observability/reload_counters.hpp"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace loadex {

/// Reads the configuration again and has what can follow do so, on a thread of its own: a slow disk stops nobody else.
class reloader {
public:
  /// The configuration as it is written now. @throws config::invalid_configuration
  using reader = std::function<config::settings()>;
  /// Has it hold, as daemon::adopt().
  using adopter = std::function<config::succession(const config::settings&)>;

  reloader(reader read, adopter adopt, observability::reload_counters& counted);
  reloader(const reloader&) = delete;
  reloader& operator=(const reloader&) = delete;

  ~reloader();

  /// Does what is asked for from now on, and what has been until now. Once.
  void begin();

  /// Asks for one. Whoever asks while another has yet to begin asks for the same. Any thread.
  void ask();

  /// Waits until a reload under way has ended; none begins any more. On the thread of begin().
  void end();

private:
  void run();
  void reload();

  const reader read_;
  const adopter adopt_;
  observability::reload_counters& counted_;
  std::mutex mutex_;
  std::condition_variable news_;
  bool asked_ = false;
  bool ending_ = false;
  std::thread thread_;
};

} // namespace loadex
