#include "actors/control_plane.hpp"

#include "actors/pool/pool_actor.hpp"
#include "actors/runtime/compat.hpp"
#include "actors/sources/configuration.hpp"
#include "actors/strategy/strategy_actor.hpp"

#include <random>

namespace loadex::actors {

namespace {

caf::actor_system_config& configure(caf::actor_system_config& config, const config::scheduler_settings& scheduler) {
  config.set("scheduler.policy", caf::atom_from_string(scheduler.policy));
  config.set("scheduler.max-threads", scheduler.max_threads);
  return config;
}

} // namespace

control_plane::control_plane(const config::settings& all, prober& io)
    : system_(configure(config_, all.scheduler))
    , pool_(spawn_pool(system_, {configured_members(all), all.global.algo, all.balancing, all.health, all.circuit,
                                 all.outlier, &io, std::random_device{}(), turns_, events_})) {}

control_plane::~control_plane() {
  stop();
}

strategy_actor control_plane::spawn_strategy(std::uint64_t seed) {
  return strategies_.emplace_back(actors::spawn_strategy(system_, seed, turns_));
}

void control_plane::add_view_sink(view_sink sink) {
  tell(pool_, subscribe{std::move(sink)});
}

void control_plane::stop() {
  end_actor(pool_);
  for (const auto& strategy : strategies_)
    end_actor(strategy);
  system_.await_all_actors_done();
}

} // namespace loadex::actors
