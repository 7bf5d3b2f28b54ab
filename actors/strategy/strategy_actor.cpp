#include "actors/strategy/strategy_actor.hpp"

#include "actors/balancing/chooser.hpp"
#include "actors/pool/pool_view.hpp"

#include <caf/actor_system.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <optional>

namespace loadex::actors {

namespace {

struct strategy_state {
  std::optional<balancing::chooser> choose;
  pool_view_ptr view;

  void adopt(const pool_view_ptr& newest) {
    choose->adopt(newest->plan);
    view = newest; // the one before had to live until now
  }

  strategy_actor::behavior_type make_behavior() {
    return {
        [this](const pick_request& request) { *request.choice = choose->pick(*request.ask); },
        [this](const view_update& news) { adopt(news.view); },
    };
  }
};

strategy_actor::behavior_type run_strategy(strategy_actor::stateful_pointer<strategy_state> self, std::uint64_t seed,
                                           balancing::shared_turns turns) {
  self->state.choose.emplace(seed, std::move(turns));
  return self->state.make_behavior();
}

} // namespace

strategy_actor spawn_strategy(caf::actor_system& system, std::uint64_t seed, balancing::shared_turns turns) {
  return system.spawn<caf::lazy_init>(run_strategy, seed, std::move(turns));
}

} // namespace loadex::actors
