#include "actors/balancing/plan.hpp"

#include "actors/balancing/hash.hpp"

#include <algorithm>

namespace loadex::actors::balancing {

namespace {

std::vector<std::pair<std::uint64_t, std::uint32_t>> tags_of(const plan& made) {
  std::vector<std::pair<std::uint64_t, std::uint32_t>> tags;
  tags.reserve(made.all.size() - made.reserve_size);
  for (std::uint32_t i = 0; i < made.all.size(); ++i)
    if (i < made.first_tier_size || i >= made.first_tier_size + made.reserve_size)
      tags.emplace_back(affinity_tag(made.all[i].identity), i);
  std::ranges::sort(tags);
  return tags;
}

} // namespace

std::optional<std::size_t> plan::tagged(std::uint64_t tag) const noexcept {
  const auto found = std::ranges::lower_bound(tags, tag, {}, &std::pair<std::uint64_t, std::uint32_t>::first);
  if (found == tags.end() || found->first != tag)
    return std::nullopt;
  return found->second;
}

std::vector<double> shares_due(const plan& by) {
  std::vector<double> shares(by.all.size());
  double whole = 0;
  for (std::size_t i = 0; i < by.first_tier_size; ++i) {
    const auto& c = by.all[i];
    if (c.on_trial || (by.which == config::algorithm::first && whole > 0))
      continue;
    shares[i] = by.which == config::algorithm::round_robin ? c.weight_now() / c.weight : c.weight_now();
    whole += shares[i];
  }
  for (auto& share : shares)
    share = whole > 0 ? share / whole : 0;
  return shares;
}

std::uint64_t affinity_tag(std::uint64_t identity) noexcept {
  return std::max<std::uint64_t>(1, hash_of(identity, 0x7461'67));
}

plan make_plan(config::algorithm which, const config::balancing_settings& settings, candidates all,
               std::size_t first_tier_size, shared_load load) {
  plan made;
  made.which = which;
  made.all = std::move(all);
  made.first_tier_size = first_tier_size;
  made.reserve_size =
      static_cast<std::size_t>(std::ranges::count_if(made.all.begin() + static_cast<std::ptrdiff_t>(first_tier_size),
                                                     made.all.end(), [](const candidate& c) { return c.weight > 0; }));
  made.load = std::move(load);
  made.restrained = std::ranges::any_of(made.all, [](const candidate& c) { return c.gated() || c.eased; });
  const auto tier = made.first_tier();
  for (const auto& c : tier)
    made.first_tier_weight += c.weight;
  switch (config::describe(which).needs) {
  case config::preparation::nothing:
    break;
  case config::preparation::alias_table:
    made.draw = alias_table(tier);
    break;
  case config::preparation::hash_ring:
    made.ring = hash_ring(tier);
    made.load_bound = settings.hash_load_bound;
    break;
  }
  if (!settings.sticky_cookie.empty())
    made.tags = tags_of(made);
  return made;
}

} // namespace loadex::actors::balancing
