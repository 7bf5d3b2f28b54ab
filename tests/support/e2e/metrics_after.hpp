#pragma once

#include "tests/support/e2e/daemon_process.hpp"
#include "tests/support/e2e/eventually.hpp"

#include <catch2/catch.hpp>

namespace loadex::tests::e2e {

/// The page once `requests` have been counted, each after its last byte was sent: a client may be quicker to ask.
inline exposition metrics_after(const daemon_process& balancer, double requests) {
  auto page = balancer.metrics();
  CHECK(eventually([&] {
    page = balancer.metrics();
    return page.sum("golb_requests_total") == requests;
  }));
  return page;
}

} // namespace loadex::tests::e2e
