#include "actors/health/state.hpp"
#include "apps/loadex/cli/daemon/known_words.hpp"
#include "config/algorithm.hpp"

#include <catch2/catch.hpp>

TEST_CASE("the algorithms and states that loadex completes are those of the balancer") {
  std::vector<std::string> algorithms;
  for (const auto& one : loadex::config::algorithms())
    algorithms.emplace_back(one.name);
  CHECK(loadex::cli::algorithms() == algorithms);

  std::vector<std::string> states;
  for (std::size_t i = 0; i < loadex::actors::health::state_count; ++i)
    states.emplace_back(to_string(static_cast<loadex::actors::health::state>(i)));
  CHECK(loadex::cli::states() == states);
}
