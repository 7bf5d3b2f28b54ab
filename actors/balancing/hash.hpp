#pragma once

#include <cstdint>
#include <string_view>

namespace loadex::actors::balancing {

/// A hash of `bytes`, well mixed in all its bits and the same in every process.
std::uint64_t hash_of(std::string_view bytes) noexcept;

/// The same of a number; other seeds give other hashes.
std::uint64_t hash_of(std::uint64_t number, std::uint64_t seed) noexcept;

} // namespace loadex::actors::balancing
