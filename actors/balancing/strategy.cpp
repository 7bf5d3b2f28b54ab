#include "actors/balancing/strategy.hpp"

#include "actors/balancing/least_connections.hpp"
#include "actors/balancing/rendezvous.hpp"
#include "actors/balancing/round_robin.hpp"
#include "actors/balancing/weighted_round_robin.hpp"

#include <stdexcept>
#include <utility>

namespace loadex::actors::balancing {

std::unique_ptr<strategy> make_strategy(config::algorithm which, std::uint64_t seed, shared_turns turns) {
  switch (which) {
  case config::algorithm::round_robin:
    return std::make_unique<round_robin>(std::move(turns));
  case config::algorithm::weighted_round_robin:
    return std::make_unique<weighted_round_robin>(seed);
  case config::algorithm::least_connections:
    return std::make_unique<least_connections>(seed);
  case config::algorithm::ip_hash:
    return std::make_unique<rendezvous>(&query::client);
  case config::algorithm::url_hash:
    return std::make_unique<rendezvous>(&query::target);
  }
  throw std::invalid_argument("no such algorithm");
}

} // namespace loadex::actors::balancing
