#include "config/algorithm.hpp"

#include "base/enumerators.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace loadex::config {

namespace {

constexpr auto table = std::to_array<algorithm_description>({
    {algorithm::round_robin, "roundrobin", "rr", "each backend in turn", preparation::nothing, hash_key::none, true},
    {algorithm::weighted_round_robin, "weightedroundrobin", "wrr", "in turn, heavier backends more often"},
    {algorithm::least_connections, "leastconnection", "lc",
     "the backend with the fewest requests in flight per weight"},
    {algorithm::power_of_two, "p2c", "", "the less busy of two drawn at random, by weight", preparation::alias_table},
    {algorithm::peak_ewma, "ewma", "", "of two drawn at random the one likely to answer sooner, by latency and load",
     preparation::alias_table},
    {algorithm::random, "random", "", "at random, by weight", preparation::alias_table},
    {algorithm::first, "first", "", "always the first that is available, in the order of the list",
     preparation::nothing, hash_key::none, true},
    {algorithm::ip_hash, "iphash", "ip", "keeps each client address on one backend", preparation::hash_ring,
     hash_key::client},
    {algorithm::url_hash, "urlhash", "", "keeps each URL on one backend, good for caches", preparation::hash_ring,
     hash_key::target},
    {algorithm::header_hash, "headerhash", "", "keeps each value of the header balancing.hash-header on one backend",
     preparation::hash_ring, hash_key::header},
    {algorithm::cookie_hash, "cookiehash", "", "keeps each value of the cookie balancing.hash-cookie on one backend",
     preparation::hash_ring, hash_key::cookie},
});

static_assert(base::is_complete<algorithm>(table, &algorithm_description::which));

} // namespace

const algorithm_description& describe(algorithm which) noexcept {
  return table[static_cast<std::size_t>(which)];
}

std::span<const algorithm_description> algorithms() {
  return table;
}

std::optional<algorithm> algorithm_from(std::string_view name) {
  if (name.empty())
    return std::nullopt;
  const auto word = base::lower(name);
  const auto found =
      std::ranges::find_if(table, [&](const algorithm_description& a) { return word == a.name || word == a.alias; });
  if (found == table.end())
    return std::nullopt;
  return found->which;
}

std::string_view to_string(algorithm which) {
  return describe(which).name;
}

std::string algorithm_names() {
  return base::join(table, ", ", [](const algorithm_description& a) {
    const std::string name(a.name);
    return a.alias.empty() ? name : name + " (" + std::string(a.alias) + ")";
  });
}

} // namespace loadex::config
