#pragma once

#include "tests/support/e2e/gate.hpp"
#include "tests/support/e2e/scripted_backend.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

namespace loadex::tests::e2e {

/// What a backend does with a request.
enum class conduct {
  answers, // 200, as the demo backend does
  refuses, // 503
  resets,  // ends the connection with a reset, without a byte of an answer
  hangs,   // does nothing until its conduct changes, and then what it does by then
  falters, // answers, 100 ms late
};

/// A backend in this process that misbehaves while traffic runs, and behaves again. Its health check has a conduct of
/// its own, so that it can lie.
class faulty_backend {
public:
  faulty_backend();
  ~faulty_backend();

  std::string url() const { return backend_.url(); }

  /// With all that is asked from now on.
  void behave(conduct with_all);
  void behave(conduct with_requests, conduct with_probes);

  /// Requests that have come, health checks aside.
  std::size_t requests() const noexcept { return requests_; }

private:
  struct phase {
    conduct with_requests = conduct::answers;
    conduct with_probes = conduct::answers;
    gate over;
  };

  void answer(conversation& now);
  std::shared_ptr<phase> current() const;

  mutable std::mutex mutex_; // guards phase_
  std::shared_ptr<phase> phase_ = std::make_shared<phase>();
  std::atomic<std::size_t> requests_{0};
  scripted_backend backend_; // last: its threads use the rest
};

} // namespace loadex::tests::e2e
