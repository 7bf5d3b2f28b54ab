#include "tests/simulation/world.hpp"

#include "tests/simulation/violation.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <vector>

namespace loadex::tests::simulation {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t members = 6;         // of each pool, at first
constexpr std::size_t shared = 2;          // of these
constexpr std::uint64_t other = 1'000'003; // the second pool has the settings of a seed that is so much higher

/// Each pool has half of what comes.
scenario half(scenario what) {
  what.requests_per_second = std::max(1U, what.requests_per_second / 2);
  what.between_orders *= 2;
  return what;
}

} // namespace

world::world(const scenario& what)
    : scenario_(what)
    , stage_(what.seed)
    , fleet_(stage_.random())
    , mishaps_(stage_, seen_) {
  std::vector<simulated_backend*> all;
  for (std::size_t i = 0; i < 2 * members - shared; ++i)
    all.push_back(&fleet_.build(stage_.now()));
  const auto end_of_first = all.begin() + members;
  auto mine = half(what);
  const simulated_pool::surroundings around{stage_, fleet_, mishaps_, seen_};
  pools_.emplace_back("api", mine, around, std::vector(all.begin(), end_of_first));
  mine.seed += other;
  pools_.emplace_back("web", mine, around, std::vector(end_of_first - shared, all.end()));
}

world::~world() {
  stage_.clear(); // it holds views and upstreams
  for (auto& pool : pools_)
    pool.stop();
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

void world::begin() {
  for (auto& pool : pools_)
    pool.begin();
  fleet_.for_each([this](auto& backend) { mishaps_.await(backend); });
  mishaps_.await_disaster(fleet_);
  look_around();
}

void world::look_around() {
  if (stage_.winding_down())
    return;
  stage_.after(1s, [this] { look_around(); });
  for (auto& pool : pools_)
    pool.look_around();
}

/// All clients go, all backends are well, every request ends; then all backends leave.
void world::end() {
  stage_.wind_down();
  fleet_.for_each([this](auto& backend) { backend.become(simulated_backend::condition::well, stage_.now()); });
  run_until(stage_.now() + 1min);
  for (auto& pool : pools_)
    pool.dismiss(1s);
  run_until(stage_.now() + 10s);
  std::size_t least = 0;
  for (auto& pool : pools_) {
    pool.check_end();
    least += pool.least_actors();
  }
  stage_.run_actors();
  if (const auto left = stage_.actors_alive(); left != least)
    throw violation(fmt::format("{} actors are left at the end", left));
}

void world::run_until(moment end) {
  stage_.run_until(end, [this] { settle(); });
}

/// Workers turn their loops, now and then only after something more has happened; actors handle what they were sent.
void world::settle() {
  std::vector<simulated_pool*> told;
  for (auto& pool : pools_)
    if (pool.turn())
      told.push_back(&pool);
  stage_.run_actors();
  stage_.throw_kept();
  for (auto* pool : told)
    pool->check_told();
}

} // namespace loadex::tests::simulation
