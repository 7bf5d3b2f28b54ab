#include "apps/loadbalancer/daemon/asked_pools.hpp"

#include "actors/runtime/compat.hpp"
#include "apps/loadbalancer/daemon/wait_for.hpp"

#include <algorithm>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <utility>

namespace loadex {

namespace {

/// Sends what `make` makes of the slot for the answer, and waits for that.
template <class Answer, class Make>
std::optional<Answer> ask(const actors::pool& pool, Make make) {
  return wait_for<Answer>([&](auto reply) { actors::tell(pool.actor, make(std::move(reply))); });
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

std::vector<actors::pool_memory> memories_of(const std::vector<actors::pool_ptr>& pools) {
  std::vector<actors::pool_memory> all;
  for (const auto& pool : pools)
    if (auto told = ask<actors::pool_memory>(*pool, [](auto reply) { return actors::tell_memory{std::move(reply)}; }))
      all.push_back(std::move(*told));
  return all;
}

probes_found probe_all(const std::vector<actors::pool_ptr>& pools, std::chrono::steady_clock::time_point until) {
  struct tally {
    std::mutex mutex; // guards the rest
    std::condition_variable news;
    std::size_t awaited = 0;
    probes_found found;
  };
  const auto all = std::make_shared<tally>();
  const auto count = [all](const std::optional<actors::probe_report>& told) {
    const std::lock_guard lock(all->mutex);
    --all->awaited;
    if (told && told->verdict.healthy)
      ++all->found.healthy;
    else if (told)
      all->found.detail = told->verdict.detail;
    all->news.notify_one();
  };
  for (const auto& pool : pools) {
    const auto backends = ask<std::vector<actors::backend_description>>(
        *pool, [](auto reply) { return actors::describe_backends{.reply = std::move(reply)}; });
    for (const auto& one : backends.value_or(std::vector<actors::backend_description>())) {
      {
        const std::lock_guard lock(all->mutex);
        ++all->awaited;
        ++all->found.probed;
      }
      actors::tell(pool->actor, actors::probe_backend{one.id, actors::reply_slot<actors::probe_report>(count)});
    }
  }
  std::unique_lock lock(all->mutex);
  all->news.wait_until(lock, until, [&] { return all->awaited == 0; });
  return all->found;
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
