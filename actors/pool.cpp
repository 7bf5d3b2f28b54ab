#include "actors/pool.hpp"

#include "actors/pool/pool_actor.hpp"
#include "actors/runtime/compat.hpp"
#include "actors/strategy/strategy_actor.hpp"

#include <random>
#include <utility>

namespace loadex::actors {

pool::pool(caf::actor_system& system, std::uint64_t own_number, const reconfigure& first, prober& io,
           std::shared_ptr<observability::event_log> log, std::optional<pool_memory> known)
    : number(own_number)
    , name(first.wanted.how.name)
    , actor(spawn_pool(system, {first, &io, std::random_device{}(), turns, std::move(log), events, std::move(known)}))
    , system_(system) {}

pool::~pool() {
  end_actor(actor);
}

strategy_actor pool::spawn_strategy(std::uint64_t seed) const {
  return actors::spawn_strategy(system_, seed, turns);
}

void pool::add_view_sink(view_sink sink) const {
  tell(actor, subscribe{std::move(sink)});
}

} // namespace loadex::actors
