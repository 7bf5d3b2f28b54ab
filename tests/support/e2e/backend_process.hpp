#pragma once

#include "tests/support/e2e/child_process.hpp"
#include "tests/support/e2e/reserved_port.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace loadex::tests::e2e {

/// The demo backend, which keeps its port over a restart.
class backend_process {
public:
  /// Returns once it listens. `switches`: further ones of its command line.
  explicit backend_process(std::vector<std::string> switches = {});

  std::uint16_t port() const noexcept { return port_.number(); }
  std::string url() const { return "http://localhost:" + std::to_string(port()); }
  child_process& process() noexcept { return *process_; }

  /// As `kill -9`.
  void kill();
  void restart();

  /// What GET /health answers from now on.
  void answer_health_with(unsigned status) const;

private:
  reserved_port port_;
  std::vector<std::string> switches_;
  std::unique_ptr<child_process> process_;
};

/// The URL of the demo backend that wrote this body.
std::string answered_by(const std::string& body);

} // namespace loadex::tests::e2e
