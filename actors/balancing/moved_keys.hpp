#pragma once

#include "actors/balancing/candidate.hpp"
#include "config/settings.hpp"

#include <cstddef>
#include <optional>

namespace loadex::actors::balancing {

/// Whom requests can go to, and how one is chosen.
struct choice_among {
  config::algorithm which{};
  config::balancing_settings how{};
  candidates all{};                // as a plan has them
  std::size_t first_tier_size = 0; // likewise
};

/// Keys that are looked up to find the share of those that move.
inline constexpr std::size_t keys_sampled = 20'000;

/// Which share of all keys, of 0 to 1, go to another backend by `after` than by `before`, as a sample shows it, while
/// no backend is at a bound of its load. Where requests have other keys than before (another header, the path instead
/// of the client), it is the share of the requests that do. None if one of both has no keys, or nobody to choose.
std::optional<double> share_of_keys_moved(choice_among before, choice_among after);

} // namespace loadex::actors::balancing
