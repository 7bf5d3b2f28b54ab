#include "config/algorithm.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>

namespace loadex::config {

namespace {

constexpr auto table = std::to_array<algorithm_description>({
    {algorithm::round_robin, "roundrobin", "rr", "each backend in turn"},
    {algorithm::weighted_round_robin, "weightedroundrobin", "wrr", "in turn, heavier backends more often"},
    {algorithm::least_connections, "leastconnection", "lc",
     "the backend with the fewest requests in flight per weight"},
    {algorithm::power_of_two, "p2c", "", "the less busy of two drawn at random, by weight"},
    {algorithm::peak_ewma, "ewma", "", "of two drawn at random the one likely to answer sooner, by latency and load"},
    {algorithm::random, "random", "", "at random, by weight"},
    {algorithm::first, "first", "", "always the first that is available, in the order of the list"},
    {algorithm::ip_hash, "iphash", "ip", "keeps each client address on one backend"},
    {algorithm::url_hash, "urlhash", "", "keeps each URL on one backend, good for caches"},
    {algorithm::header_hash, "headerhash", "", "keeps each value of the header balancing.hash-header on one backend"},
    {algorithm::cookie_hash, "cookiehash", "", "keeps each value of the cookie balancing.hash-cookie on one backend"},
});

} // namespace

bool hashes(algorithm which) noexcept {
  return which >= algorithm::ip_hash;
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
  return std::ranges::find(table, which, &algorithm_description::which)->name;
}

std::string algorithm_names() {
  return base::join(table, ", ", [](const algorithm_description& a) {
    const std::string name(a.name);
    return a.alias.empty() ? name : name + " (" + std::string(a.alias) + ")";
  });
}

} // namespace loadex::config
