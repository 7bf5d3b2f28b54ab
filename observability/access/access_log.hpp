#pragma once

#include "config/settings.hpp"
#include "observability/access/access_file.hpp"
#include "observability/access/access_queue.hpp"
#include "observability/access/access_writer.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace loadex::observability {

/// A line for each request, in a file or on stdout. Each worker has a queue, which a thread of this empties; nobody
/// waits for that. When a queue is full, or the file takes nothing, lines are dropped, counted, and told of in the log.
class access_log {
public:
  access_log() = default;
  access_log(const access_log&) = delete;
  access_log& operator=(const access_log&) = delete;
  /// Writes what is queued.
  ~access_log();

  /// A queue for one more worker. Any thread.
  std::shared_ptr<access_queue> join();

  /// Settings whose file can be written: it is open already if it is not the one in use.
  struct wanted {
    config::log_settings how;
    std::shared_ptr<access_file> file;
  };

  // Of one thread at a time:

  /// @throws access_file_failure
  wanted prepare(const config::log_settings& how) const;

  /// Lines of the requests that end from its return on are written like that. Waits a moment for the writer, unless
  /// that waits for stdout's reader.
  void adopt(wanted next);

  // Any thread:

  bool is_on() const noexcept { return switch_.on; }

  /// Has the file opened again by its name, which another has by now. What has been queued before goes to the old one.
  void reopen();

  std::uint64_t written() const noexcept { return written_; }
  std::uint64_t dropped() const noexcept { return dropped_ + switch_.dropped; }

private:
  struct orders {
    std::optional<wanted> next{};
    bool reopen = false;
    bool stop = false;
  };

  void run();
  orders take_orders();
  bool pass();
  void carry_out(orders& given);
  void reopen_file();
  void finish();
  void tell_of_losses();
  void rest(bool busy);

  access_switch switch_;
  std::atomic<std::uint64_t> written_{0};
  std::atomic<std::uint64_t> dropped_{0}; // that did not come from a full queue
  std::shared_ptr<access_file> file_;     // of the thread that calls adopt()
  std::mutex mutex_;                      // guards these three
  std::vector<std::shared_ptr<access_queue>> queues_;
  orders given_;
  bool adopted_ = false;
  std::condition_variable adopts_; // when it is
  // Of the thread:
  access_writer writer_;
  std::uint64_t told_ = 0; // lines that were dropped
  std::chrono::steady_clock::time_point tell_next_{};
  std::thread thread_; // once it is on for the first time
};

} // namespace loadex::observability
