#pragma once

#include "tests/support/e2e/backend_process.hpp"
#include "tests/support/e2e/daemon_process.hpp"

#include <list>
#include <string>
#include <vector>

namespace loadex::tests::e2e {

/// The balancers and demo backends of one test. When the test is over, every balancer that still runs must come to
/// rest, with no request counted as in flight or waiting, and end cleanly.
class fixture {
public:
  ~fixture();

protected:
  daemon_process& start_balancer(const daemon_setup& setup) { return balancers_.emplace_back(setup); }
  daemon_process& start_balancer_by(const std::string& text) { return balancers_.emplace_back(text); }

  backend_process& start_backend(std::vector<std::string> switches = {}) {
    return backends_.emplace_back(std::move(switches));
  }

  /// Starts several and returns them as a pool.
  std::vector<pool_member> start_backends(std::size_t count);

  std::list<backend_process>& backends() noexcept { return backends_; }

private:
  std::list<backend_process> backends_;
  std::list<daemon_process> balancers_;
};

} // namespace loadex::tests::e2e
