#pragma once

#include "tests/support/e2e/daemon_process.hpp"
#include "tests/support/e2e/http_client.hpp"
#include "tests/support/e2e/watched_backend.hpp"

namespace loadex::tests::e2e {

/// A request that a balancer's only backend has, and keeps until it lets go. Does not return before it has.
class held_request {
public:
  held_request(const daemon_process& balancer, const watched_backend& at);

  /// The status of its answer.
  unsigned status() { return client_.read_response().status; }

private:
  http_client client_;
};

} // namespace loadex::tests::e2e
