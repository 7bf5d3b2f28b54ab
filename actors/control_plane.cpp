#include "actors/control_plane.hpp"

#include "actors/runtime/compat.hpp"
#include "actors/sources/configuration.hpp"

#include <algorithm>
#include <utility>

namespace loadex::actors {

namespace {

caf::actor_system_config& configure(caf::actor_system_config& config, const config::scheduler_settings& scheduler) {
  config.set("scheduler.policy", caf::atom_from_string(scheduler.policy));
  config.set("scheduler.max-threads", scheduler.max_threads);
  return config;
}

} // namespace

control_plane::control_plane(const config::snapshot& first, prober& io,
                             std::shared_ptr<observability::event_log> events, std::vector<pool_memory> known)
    : io_(io)
    , events_(std::move(events))
    , system_(configure(config_, first.all.scheduler)) {
  follow(first, {}, std::move(known));
}

control_plane::~control_plane() {
  stop();
}

void control_plane::adopt(const config::snapshot& next, const observability::asker& asked) {
  follow(next, asked, {});
}

void control_plane::follow(const config::snapshot& next, const observability::asker& asked,
                           std::vector<pool_memory> known) {
  const auto memory_of = [&](const std::string& name) {
    const auto found = std::ranges::find(known, name, &pool_memory::name);
    return found == known.end() ? std::nullopt : std::optional(std::move(*found));
  };
  std::vector<pool_ptr> now;
  for (const auto& wanted : next.pools) {
    auto order = configured(wanted, next.all);
    order.asked = asked;
    if (auto there = find(wanted.how.name)) {
      tell(there->actor, std::move(order));
      now.push_back(std::move(there));
    } else {
      started_.emplace_back(now.emplace_back(std::make_shared<const pool>(
          system_, ++last_number_, order, io_.of_pool(wanted.how.name), events_, memory_of(wanted.how.name))));
    }
  }
  pools_ = std::move(now);
  std::erase_if(started_, [](const auto& pool) { return pool.expired(); });
}

void control_plane::stop() {
  for (const auto& pool : started_)
    if (const auto held = pool.lock())
      end_actor(held->actor);
  system_.await_all_actors_done();
}

pool_ptr control_plane::find(const std::string& name) const {
  const auto found = std::ranges::find(
      pools_, name, [](const auto& pool) -> const auto& { return pool->name; });
  return found == pools_.end() ? nullptr : *found;
}

} // namespace loadex::actors
