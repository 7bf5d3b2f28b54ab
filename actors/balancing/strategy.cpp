#include "actors/balancing/strategy.hpp"

#include "actors/balancing/consistent_hash.hpp"
#include "actors/balancing/first_available.hpp"
#include "actors/balancing/least_connections.hpp"
#include "actors/balancing/peak_ewma.hpp"
#include "actors/balancing/power_of_two.hpp"
#include "actors/balancing/round_robin.hpp"
#include "actors/balancing/weighted_random.hpp"
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
  case config::algorithm::power_of_two:
    return std::make_unique<power_of_two>(seed);
  case config::algorithm::peak_ewma:
    return std::make_unique<peak_ewma>(seed);
  case config::algorithm::random:
    return std::make_unique<weighted_random>(seed);
  case config::algorithm::first:
    return std::make_unique<first_available>();
  case config::algorithm::ip_hash:
  case config::algorithm::url_hash:
  case config::algorithm::header_hash:
  case config::algorithm::cookie_hash:
    return std::make_unique<consistent_hash>(seed);
  }
  throw std::invalid_argument("no such algorithm");
}

std::optional<std::size_t> untried_from(std::size_t start, std::span<const candidate> tier, const query& ask) {
  for (std::size_t passed_over = 0; passed_over < tier.size(); ++passed_over) {
    const std::size_t index = (start + passed_over) % tier.size();
    if (!ask.has_tried(tier[index].id))
      return index;
  }
  return std::nullopt;
}

} // namespace loadex::actors::balancing
