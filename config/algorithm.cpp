#include "config/algorithm.hpp"

#include "config/text.hpp"

#include <algorithm>
#include <array>

namespace loadex::config {

namespace {

constexpr auto table = std::to_array<algorithm_description>({
    {algorithm::round_robin, "roundrobin", "rr", "each backend in turn"},
    {algorithm::weighted_round_robin, "weightedroundrobin", "wrr", "in turn, heavier backends more often"},
    {algorithm::least_connections, "leastconnection", "lc",
     "the backend with the fewest requests in flight per weight"},
    {algorithm::ip_hash, "iphash", "ip", "keeps each client address on one backend"},
    {algorithm::url_hash, "urlhash", "", "keeps each URL on one backend, good for caches"},
});

} // namespace

std::span<const algorithm_description> algorithms() {
  return table;
}

std::optional<algorithm> algorithm_from(std::string_view name) {
  if (name.empty())
    return std::nullopt;
  const auto word = lower(name);
  const auto found =
      std::ranges::find_if(table, [&](const algorithm_description& a) { return word == a.name || word == a.alias; });
  if (found == table.end())
    return std::nullopt;
  return found->which;
}

std::string_view to_string(algorithm which) {
  return std::ranges::find(table, which, &algorithm_description::which)->name;
}

std::string algorithm_names() {
  return join(table, ", ", [](const algorithm_description& a) {
    const std::string name(a.name);
    return a.alias.empty() ? name : name + " (" + std::string(a.alias) + ")";
  });
}

} // namespace loadex::config
