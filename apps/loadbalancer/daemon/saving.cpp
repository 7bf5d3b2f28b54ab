#include "apps/loadbalancer/daemon/saving.hpp"

#include "apps/loadbalancer/daemon/asked_pools.hpp"
#include "base/replace_file.hpp"
#include "base/text.hpp"
#include "config/live.hpp"
#include "config/load.hpp"
#include "config/saved_block.hpp"
#include "config/snapshot.hpp"

#include <algorithm>
#include <utility>

namespace loadex {

namespace {

using net::admin::configuration_saved;
using net::admin::denial;
using saved_pools = std::vector<config::saved_pool>;

constexpr std::size_t longest_file = 16 << 20; // bytes; more than the reader takes, for it to say so

denial no_writing(std::string why) {
  return {denial::cause::no_writing, {std::move(why)}};
}

std::string name_of(const std::string& pool, std::string_view key) {
  return "pools." + pool + "." + std::string(key);
}

/// Drops what cannot stand in a file, and tells it.
void leave_out_empty(saved_pools& pools, configuration_saved& told) {
  for (auto& pool : pools)
    if (pool.backends && pool.backends->empty()) {
      pool.backends.reset();
      told.not_saved.push_back({name_of(pool.name, "backends"), {}, "it has none, and a file must have one"});
    }
  std::erase_if(pools, [](const auto& pool) { return !pool.algo && !pool.backends; });
}

/// What is as it was saved.
void tell_saved(const saved_pools& pools, const saved_pools& in_vain, configuration_saved& told) {
  for (const auto& pool : pools) {
    const auto failed = std::ranges::find(in_vain, pool.name, &config::saved_pool::name);
    const auto tell = [&](std::string_view key, bool saved, bool held) {
      if (saved && held)
        told.saved.push_back(name_of(pool.name, key));
      else if (saved)
        told.not_saved.push_back({name_of(pool.name, key), {}, "an option of the command line has the last word"});
    };
    const bool known = failed != in_vain.end();
    tell("algo", pool.algo.has_value(), !known || !failed->algo);
    tell("backends", pool.backends.has_value(), !known || !failed->backends);
  }
}

void tell_states(const std::vector<actors::settings_in_force>& now, configuration_saved& told) {
  for (const auto& pool : now)
    for (const auto& one : pool.out_of_service)
      told.not_saved.push_back({name_of(pool.what.name, "backends"), one.url,
                                "it is " + std::string(to_string(one.state)) + "; a restart has it serve"});
}

} // namespace

net::admin::or_denial<saving> make_saving(const configuration_source& from, const std::string& known,
                                          const std::vector<actors::settings_in_force>& now) {
  const auto text = base::read_file(from.file, longest_file);
  if (!text)
    return no_writing(text.error());
  try {
    if (config::id_of(from.read_text(from.file, *text)) != known)
      return no_writing("it has changed since it was read; reload it first");
    const auto bare = config::with_saved(*text, {});
    if (!bare)
      return no_writing(bare.error());
    saving made;
    made.told.file = from.file;
    const auto live = live_pools(now);
    auto pools = config::to_save(from.read_text(from.file, *bare), live);
    leave_out_empty(pools, made.told);
    made.text = *config::with_saved(*text, pools);
    const auto written = from.read_text(from.file, made.text);
    made.id = config::id_of(written);
    tell_saved(pools, config::to_save(written, live), made.told);
    tell_states(now, made.told);
    return made;
  } catch (const config::invalid_configuration& e) {
    return no_writing("it would be refused: " +
                      base::join(e.problems, "; ", [](const std::string& problem) { return problem; }));
  }
}

} // namespace loadex
