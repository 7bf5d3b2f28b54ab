#include "tests/support/e2e/held_request.hpp"

#include "tests/support/e2e/eventually.hpp"

#include <stdexcept>

namespace loadex::tests::e2e {

held_request::held_request(const daemon_process& balancer, const watched_backend& at)
    : client_(balancer.port()) {
  if (!eventually([&] { return balancer.is_healthy(at.url()); }))
    throw std::runtime_error("the backend does not become healthy");
  client_.send("GET", "/held");
  if (!eventually([&] { return at.held() == 1; }))
    throw std::runtime_error("the backend does not hold the request");
}

} // namespace loadex::tests::e2e
