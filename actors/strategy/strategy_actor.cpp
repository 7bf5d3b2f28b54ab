#include "actors/strategy/strategy_actor.hpp"

#include "actors/balancing/chooser.hpp"
#include "actors/pool/pool_view.hpp"
#include "actors/runtime/often_told.hpp"

#include <caf/actor_system.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <optional>

namespace loadex::actors {

namespace {

struct strategy_state {
  std::optional<balancing::chooser> choose;
  pool_view_ptr view;

  void pick(const pick_request& request) { *request.choice = choose->pick(*request.ask); }

  void adopt(const pool_view_ptr& newest) {
    choose->adopt(newest->plan);
    view = newest; // the one before had to live until now
  }

  strategy_actor::behavior_type make_behavior() {
    return {
        [this](const pick_request& request) { pick(request); },
        [this](const view_update& news) { adopt(news.view); },
    };
  }
};

using picking_actor = often_told<strategy_actor, &strategy_state::pick>;

strategy_actor::behavior_type run_strategy(picking_actor* self, std::uint64_t seed, balancing::shared_turns turns) {
  self->state.choose.emplace(seed, std::move(turns));
  return self->state.make_behavior();
}

} // namespace

strategy_actor spawn_strategy(caf::actor_system& system, std::uint64_t seed, balancing::shared_turns turns) {
  return system.spawn<caf::lazy_init>(run_strategy, seed, std::move(turns));
}

} // namespace loadex::actors
