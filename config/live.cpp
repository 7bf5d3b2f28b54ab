#include "config/live.hpp"

#include "config/sites.hpp"
#include "config/snapshot.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace loadex::config {

namespace {

using backends = std::vector<backend_settings>;

std::unordered_map<std::string, const backend_settings*> by_authority(const backends& some) {
  std::unordered_map<std::string, const backend_settings*> found;
  for (const auto& backend : some)
    found.emplace(backend.url.authority(), &backend);
  return found;
}

backends in_order_of(const backends& written, const backends& now) {
  auto left = by_authority(now);
  backends ordered;
  ordered.reserve(now.size());
  for (const auto& backend : written)
    if (const auto known = left.find(backend.url.authority()); known != left.end()) {
      ordered.push_back(*known->second);
      left.erase(known);
    }
  for (const auto& backend : now)
    if (left.contains(backend.url.authority()))
      ordered.push_back(backend);
  return ordered;
}

bool same_set(const backends& a, const backends& b) {
  const auto known = by_authority(b);
  return a.size() == b.size() && std::ranges::all_of(a, [&](const backend_settings& backend) {
           const auto found = known.find(backend.url.authority());
           return found != known.end() && alike(backend, *found->second);
         });
}

/// Calls `what` with the settings of each pool, as it is written, and as it is now.
template <class Settings, class What>
void for_each_pool(Settings& written, std::span<const live_pool> now, What what) {
  const auto with = [&](const auto& name, auto& pool) {
    const auto known = std::ranges::find(now, name, &live_pool::name);
    if (known != now.end())
      what(pool, *known);
  };
  if (!has_sites(written))
    return with(only_name, written.global);
  for (auto& pool : written.pools)
    with(pool.name, pool);
}

} // namespace

bool alike(const backend_settings& a, const backend_settings& b) {
  return a.weight == b.weight && a.backup == b.backup && a.max_connections == b.max_connections && a.health == b.health;
}

settings with_live(settings written, std::span<const live_pool> now) {
  for_each_pool(written, now, [](auto& pool, const live_pool& live) {
    pool.algo = live.algo;
    pool.backends = in_order_of(pool.backends, live.backends);
  });
  return written;
}

std::vector<saved_pool> to_save(const settings& written, std::span<const live_pool> now) {
  std::vector<saved_pool> all;
  for_each_pool(written, now, [&](const auto& pool, const live_pool& live) {
    saved_pool saved{.name = live.name};
    if (pool.algo != live.algo)
      saved.algo = live.algo;
    if (!same_set(pool.backends, live.backends))
      saved.backends = in_order_of(pool.backends, live.backends);
    if (saved.algo || saved.backends)
      all.push_back(std::move(saved));
  });
  return all;
}

} // namespace loadex::config
