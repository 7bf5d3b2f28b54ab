#pragma once

#include <cstdint>
#include <string_view>

namespace loadex::actors::balancing {

/// A hash of `bytes`, well mixed in all its bits and the same in every process.
std::uint64_t hash_of(std::string_view bytes) noexcept;

} // namespace loadex::actors::balancing
