#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <list>
#include <thread>

namespace loadex::tests::e2e {

/// Listens at a port of this machine, and serves each client on a thread of its own.
class thread_per_client {
public:
  /// `serve` is called with the client's socket, which it does not close; at the end all are shut down.
  explicit thread_per_client(std::function<void(int)> serve);
  thread_per_client(const thread_per_client&) = delete;
  thread_per_client& operator=(const thread_per_client&) = delete;
  ~thread_per_client();

  std::uint16_t port() const noexcept { return port_; }

private:
  void accept();

  const std::function<void(int)> serve_;
  int listening_;
  std::uint16_t port_ = 0;
  std::atomic<bool> stopping_{false};
  std::list<std::thread> serving_; // of the thread that accepts
  std::thread accepting_;
};

} // namespace loadex::tests::e2e
