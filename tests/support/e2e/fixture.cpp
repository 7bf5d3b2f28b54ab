#include "tests/support/e2e/fixture.hpp"

#include "tests/support/e2e/eventually.hpp"

#include <catch2/catch.hpp>

#include <exception>

namespace loadex::tests::e2e {

fixture::~fixture() {
  if (std::uncaught_exceptions() > 0)
    return; // the test has failed already
  for (auto& balancer : balancers_) {
    if (!balancer.process().running())
      continue;
    CHECK(eventually([&] { return balancer.in_flight() == 0 && balancer.queued() == 0; }));
    CHECK(balancer.stop() == 0);
    CHECK(balancer.process().errors().empty());
  }
}

std::vector<pool_member> fixture::start_backends(std::size_t count) {
  std::vector<pool_member> pool;
  for (std::size_t i = 0; i < count; ++i)
    pool.emplace_back(start_backend().url());
  return pool;
}

} // namespace loadex::tests::e2e
