#pragma once

#include "tests/support/e2e/occupancy.hpp"
#include "tests/support/e2e/scripted_backend.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <semaphore>
#include <string>

namespace loadex::tests::e2e {

/// A backend in this process that answers as the demo backend does and counts by itself. A request for /held is
/// answered only when one is let go.
class watched_backend {
public:
  /// Takes `service_time` for every request.
  explicit watched_backend(std::chrono::milliseconds service_time = std::chrono::milliseconds(0));

  std::string url() const { return backend_.url(); }

  /// Requests that have come.
  std::size_t requests() const noexcept { return backend_.requests(); }

  /// Requests that have come and are not answered.
  std::size_t present() const { return inside_.present(); }

  /// The most of them there ever were at a time.
  std::size_t peak() const { return inside_.peak(); }

  /// The times that all of them have been there, added up.
  std::chrono::duration<double> busy() { return inside_.total(); }

  /// Those present that wait to be let go.
  std::size_t held() const noexcept { return held_; }

  void let_go(std::ptrdiff_t count) { let_go_.release(count); }

private:
  void serve(conversation& now);

  const std::chrono::milliseconds service_time_;
  occupancy inside_;
  std::atomic<std::size_t> held_{0};
  std::counting_semaphore<> let_go_{0};
  scripted_backend backend_; // last: its threads use the rest
};

} // namespace loadex::tests::e2e
