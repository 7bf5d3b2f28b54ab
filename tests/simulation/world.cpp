#include "tests/simulation/world.hpp"

#include "actors/pool/pool_actor.hpp"
#include "actors/runtime/compat.hpp"
#include "tests/simulation/violation.hpp"

#include <fmt/core.h>

namespace loadex::tests::simulation {

using namespace std::chrono_literals;

world::world(const scenario& what)
    : scenario_(what)
    , settings_(settings_for(what.seed))
    , judges_(settings_, seen_)
    , stage_(what.seed)
    , fleet_(stage_.random())
    , mishaps_(stage_, seen_)
    , prober_(stage_, fleet_, judges_.backends)
    , first_(first_pool())
    , pool_(start_pool())
    , workers_(stage_, scenario_, settings_, turns_)
    , observer_(judges_, seen_, settings_.balancing.sticky_cookie.empty(), what.requests_per_second)
    , exchanges_(stage_, judges_, seen_, settings_)
    , clients_(stage_, workers_, exchanges_, seen_, what.requests_per_second)
    , orders_(stage_, pool_, observer_, fleet_, mishaps_, judges_.backends, seen_, first_, what.between_orders) {}

world::~world() {
  stage_.clear(); // it holds views and upstreams
  workers_.stop();
  actors::end_actor(pool_);
  stage_.run_actors();
  stage_.clear(); // who has waited for a place at an actor was told
}

statistics world::run(const progress& tell) {
  begin();
  const auto began = stage_.now();
  for (std::chrono::hours hour = 1h; hour <= scenario_.length; ++hour) {
    run_until(began + hour);
    if (tell)
      tell(hour, seen_);
  }
  end();
  return seen_;
}

config::snapshot::pool world::first_pool() {
  config::snapshot::pool first{{"main", settings_.global.algo, {}, {}}, settings_};
  for (int i = 0; i < 6; ++i)
    first.how.backends.push_back(fleet_.settings_of(fleet_.build(stage_.now())));
  return first;
}

actors::pool_actor world::start_pool() {
  actors::pool_setup setup;
  setup.first = {{"configuration"}, first_};
  setup.io = &prober_;
  setup.seed = scenario_.seed;
  setup.turns = turns_;
  return spawn_pool(stage_.system(), std::move(setup));
}

void world::begin() {
  actors::tell(pool_, actors::subscribe{stage_.guarded([this](const actors::pool_view_ptr& view) {
                 observer_.take(view, stage_.now());
                 workers_.hand_out(view);
               })});
  auto take = stage_.guarded([this](const observability::event& e) { observer_.take(e, stage_.now()); });
  actors::tell(pool_, actors::subscribe_to_events{0, [take](const auto& e) {
                                                    take(*e);
                                                    return true;
                                                  }});
  stage_.run_actors();
  for (const auto& m : observer_.newest()->members)
    judges_.backends.joined(m->id, fleet_.at(m->url.text()), stage_.now());
  fleet_.for_each([this](auto& backend) { mishaps_.await(backend); });
  mishaps_.await_disaster(fleet_);
  clients_.come();
  orders_.give_one();
  look_around();
}

void world::look_around() {
  if (stage_.winding_down())
    return;
  stage_.after(1s, [this] { look_around(); });
  observer_.look(stage_.now());
  orders_.check_overdue();
}

/// All clients go, all backends are well, every request ends; then all backends leave.
void world::end() {
  stage_.wind_down();
  fleet_.for_each([this](auto& backend) { backend.become(simulated_backend::condition::well, stage_.now()); });
  run_until(stage_.now() + 1min);
  judges_.backends.check_end();
  orders_.remove_all(1s);
  run_until(stage_.now() + 10s);
  orders_.check_overdue();
  if (!observer_.newest()->members.empty())
    throw violation("a backend is left in the pool at the end");
  workers_.adopt(observer_.newest());
  stage_.run_actors();
  if (const auto left = stage_.actors_alive(); left != 1 + workers_.count())
    throw violation(fmt::format("{} actors are left at the end", left));
}

void world::run_until(moment end) {
  stage_.run_until(end, [this] { settle(); });
}

/// Workers turn their loops, now and then only after something more has happened; actors handle what they were sent.
void world::settle() {
  const bool all_told = workers_.turn();
  stage_.run_actors();
  stage_.throw_kept();
  if (!all_told)
    return;
  judges_.backends.check_counts();
  judges_.queues.check_queues(stage_.now());
}

} // namespace loadex::tests::simulation
