#pragma once

#include "tests/support/e2e/http_message.hpp"
#include "tests/support/e2e/scripted_backend.hpp"
#include "tests/support/e2e/stream_server.hpp"

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

namespace loadex::tests::e2e {

/// A backend in this process that answers each request, health checks above all, as its script says, and then closes
/// the connection. It keeps what it was asked.
class probed_backend {
public:
  explicit probed_backend(scripted_backend::script what_to_do);

  std::uint16_t port() const noexcept { return server_.port(); }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port()); }

  /// Requests that have come.
  std::size_t probes() const;

  /// The latest of them; there must be one.
  request last_asked() const;

private:
  const scripted_backend::script script_;
  mutable std::mutex mutex_; // guards asked_
  std::vector<request> asked_;
  stream_server server_; // last: its threads use the rest
};

/// Answers every request with this.
scripted_backend::script answering(unsigned status, std::string body = {});

} // namespace loadex::tests::e2e
