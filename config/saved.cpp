#include "config/saved.hpp"

#include "base/text.hpp"
#include "config/pool_rows.hpp"
#include "config/sites.hpp"
#include "config/snapshot.hpp"

#include <algorithm>
#include <utility>

namespace loadex::config {

namespace {

/// Those of a pool's keys that change while the process runs.
const std::vector<map_row<pool_settings>>& saved_rows() {
  static const auto rows = [] {
    std::vector<map_row<pool_settings>> some;
    for (const auto& row : pool_rows())
      if (row.key == "algo" || row.key == "backends")
        some.push_back(row);
    return some;
  }();
  return rows;
}

template <class Pool>
void give(const saved_pool& saved, Pool& to) {
  to.algo = saved.algo.value_or(to.algo);
  to.backends = saved.backends.value_or(to.backends);
}

} // namespace

saved_pool read_saved_pool(const std::string& name, const caf::config_value& value, const place& at) {
  saved_pool saved{.name = name};
  const auto* map = map_in(value);
  if (!map) {
    at.refuse(shown(value) + R"( is not of the form {algo="...", backends=[{url="http://host:port"}, ...]})");
    return saved;
  }
  pool_settings read{.name = name, .backends = {}};
  read_map(saved_rows(), read, *map, at);
  if (map->contains("algo"))
    saved.algo = read.algo;
  if (map->contains("backends"))
    saved.backends = std::move(read.backends);
  return saved;
}

void apply(const saved_pool& saved, settings& all, const place& at) {
  if (!has_sites(all) && saved.name == only_name)
    return give(saved, all.global);
  const auto known = std::ranges::find(all.pools, saved.name, &pool_settings::name);
  if (known != all.pools.end())
    return give(saved, *known);
  std::vector<std::string> names;
  for (const auto& pool : all.pools)
    names.push_back(pool.name);
  at.refuse("there is no pool " + saved.name + " any more" + base::did_you_mean(saved.name, names) +
            "; delete it here, too");
}

std::string print_saved_pool(const saved_pool& saved) {
  pool_settings shown{.name = saved.name, .backends = {}};
  give(saved, shown);
  std::vector<map_row<pool_settings>> rows;
  for (const auto& row : saved_rows())
    if (row.key == "algo" ? saved.algo.has_value() : saved.backends.has_value())
      rows.push_back(row);
  return print_block(rows, shown);
}

} // namespace loadex::config
