#pragma once

#include "actors/balancing/dice.hpp"
#include "actors/balancing/strategy.hpp"

#include <utility>

namespace loadex::actors::balancing {

/// Two different candidates of `from` that have not been tried, drawn by weight; the same one twice if there is no
/// other; none if there is none at all.
std::optional<std::pair<std::size_t, std::size_t>> draw_two(const plan& from, const query& ask, dice& with);

} // namespace loadex::actors::balancing
