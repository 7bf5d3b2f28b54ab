#include "actors/strategy_actor.hpp"

#include "actors/pool_view.hpp"

#include <caf/actor_system.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

namespace loadex::actors {

namespace {

struct strategy_state {
  std::unique_ptr<balancing::strategy> algorithm;
  pool_view_ptr view;

  void adopt(const pool_view_ptr& newest) {
    algorithm->adopt(newest->available);
    view = newest; // the one before had to live until now
  }

  strategy_actor::behavior_type make_behavior() {
    return {
        [this](const pick_request& request) { *request.choice = algorithm->pick(*request.ask); },
        [this](const view_update& news) { adopt(news.view); },
    };
  }
};

strategy_actor::behavior_type run_strategy(strategy_actor::stateful_pointer<strategy_state> self,
                                           config::algorithm which, std::uint64_t seed, balancing::shared_turns turns) {
  self->state.algorithm = balancing::make_strategy(which, seed, std::move(turns));
  return self->state.make_behavior();
}

} // namespace

strategy_actor spawn_strategy(caf::actor_system& system, config::algorithm which, std::uint64_t seed,
                              balancing::shared_turns turns) {
  return system.spawn<caf::lazy_init>(run_strategy, which, seed, std::move(turns));
}

} // namespace loadex::actors
