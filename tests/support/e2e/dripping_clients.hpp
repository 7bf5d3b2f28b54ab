#pragma once

#include "tests/support/e2e/tcp_stream.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <thread>
#include <vector>

namespace loadex::tests::e2e {

/// Clients that each send a request head byte by byte and never come to its end, all from one thread.
class dripping_clients {
public:
  /// Returns once all are connected. Each then sends a byte in every `pause`, spread evenly over it.
  dripping_clients(std::uint16_t port, std::size_t count,
                   std::chrono::milliseconds pause = std::chrono::milliseconds(100));

  /// Rounds in which every client has sent a byte.
  std::size_t rounds() const noexcept { return rounds_; }

  /// Whether any could no longer send.
  bool cut_off() const noexcept { return cut_off_; }

private:
  void run(const std::stop_token& stop, std::chrono::steady_clock::duration pause);

  std::vector<tcp_stream> clients_;
  std::atomic<std::size_t> rounds_{0};
  std::atomic<bool> cut_off_{false};
  std::jthread dripping_; // last, so that it ends first
};

} // namespace loadex::tests::e2e
