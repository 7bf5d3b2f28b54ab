#include "apps/loadbalancer/daemon/ring_choice.hpp"

#include "net/io/ring.hpp"

#include <stdexcept>
#include <utility>

namespace loadex {

ring_choice choose_ring(config::io_engine asked) {
  if (asked == config::io_engine::poll)
    return {};
  auto why_not = net::io::ring::why_not();
  if (asked == config::io_engine::ring && !why_not.empty())
    throw std::runtime_error("io=ring: there is no io_uring: " + why_not + "; with io=auto it does without");
  return {why_not.empty(), std::move(why_not)};
}

} // namespace loadex
