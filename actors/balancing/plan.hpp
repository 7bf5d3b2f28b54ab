#pragma once

#include "actors/balancing/alias_table.hpp"
#include "actors/balancing/candidate.hpp"
#include "actors/balancing/hash_ring.hpp"
#include "config/settings.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace loadex::actors::balancing {

/// The requests that are with all backends together, counted by their actors. Null if nobody needs it.
using shared_load = std::shared_ptr<std::atomic<std::int64_t>>;

/// The available backends, and what the algorithm has made of them in advance: built off the workers, immutable, shared
/// by all of them.
struct plan {
  config::algorithm which = config::algorithm::round_robin;

  /// Those that are chosen from first, then those in reserve: backups, while others are available; last those of weight
  /// 0, for clients whose cookie names them. Each in order of addition, which is that of their ids.
  candidates all;
  std::size_t first_tier_size = 0;
  std::size_t reserve_size = 0;

  bool restrained = false; // somebody is gated or eased
  std::uint64_t first_tier_weight = 0;
  alias_table draw;        // of the first tier, for the algorithms that draw from it at random
  hash_ring ring;          // of the first tier, for those that hash
  shared_load load;        // null without a bound
  unsigned load_bound = 0; // see balancing_settings::hash_load_bound
  std::vector<std::pair<std::uint64_t, std::uint32_t>>
      tags; // by affinity tag, sorted, without the reserve; if there is a cookie

  std::span<const candidate> first_tier() const noexcept { return std::span(all).first(first_tier_size); }
  std::span<const candidate> reserve() const noexcept { return std::span(all).subspan(first_tier_size, reserve_size); }

  /// The index of the candidate that `tag` stands for, unless it is in reserve.
  std::optional<std::size_t> tagged(std::uint64_t tag) const noexcept;
};

/// The part of the requests that is due to each of its candidates by weight; to one on trial nothing is. What the
/// requests are like, the backends' load and their latency have others get more or less.
std::vector<double> shares_due(const plan& by);

/// The tag by which a client's cookie names a backend: stable, opaque, never 0.
std::uint64_t affinity_tag(std::uint64_t identity) noexcept;

/// Makes the plan for candidates of which the first `first_tier_size` are chosen from first, and those of weight 0 are
/// the last.
plan make_plan(config::algorithm which, const config::balancing_settings& settings, candidates all,
               std::size_t first_tier_size, shared_load load);

} // namespace loadex::actors::balancing
