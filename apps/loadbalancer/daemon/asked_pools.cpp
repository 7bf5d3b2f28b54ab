#include "apps/loadbalancer/daemon/asked_pools.hpp"

#include "actors/runtime/compat.hpp"

#include <future>
#include <memory>
#include <utility>

namespace loadex {

namespace {

/// Sends what `make` makes of the slot for the answer, and waits for that.
template <class Answer, class Make>
std::optional<Answer> ask(const actors::pool& pool, Make make) {
  const auto told = std::make_shared<std::promise<std::optional<Answer>>>();
  actors::tell(pool.actor, make(actors::reply_slot<Answer>(
                               [told](std::optional<Answer> answer) { told->set_value(std::move(answer)); })));
  return told->get_future().get();
}

} // namespace

std::vector<actors::settings_in_force> settings_of(const std::vector<actors::pool_ptr>& pools) {
  std::vector<actors::settings_in_force> all;
  for (const auto& pool : pools)
    if (auto told = ask<actors::settings_in_force>(
            *pool, [](auto reply) { return actors::describe_settings{std::move(reply)}; })) {
      told->what.name = pool->name;
      all.push_back(std::move(*told));
    }
  return all;
}

std::optional<actors::foresight> foresee(const actors::pool& pool, actors::reconfigure order) {
  return ask<actors::foresight>(pool, [&](auto reply) { return actors::foresee{std::move(order), std::move(reply)}; });
}

std::vector<config::live_pool> live_pools(const std::vector<actors::settings_in_force>& told) {
  std::vector<config::live_pool> all;
  all.reserve(told.size());
  for (const auto& pool : told)
    all.push_back(pool.what);
  return all;
}

} // namespace loadex
