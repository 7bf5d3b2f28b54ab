#pragma once

#include "tests/support/e2e/tcp_stream.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace loadex::tests::e2e {

/// A port where connects hang: somebody listens, but accepts nobody, and the queue of those who wait is full.
class full_backlog {
public:
  full_backlog();
  full_backlog(const full_backlog&) = delete;
  full_backlog& operator=(const full_backlog&) = delete;
  ~full_backlog();

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

private:
  int listener_;
  std::uint16_t port_ = 0;
  std::vector<tcp_stream> waiting_;
};

} // namespace loadex::tests::e2e
