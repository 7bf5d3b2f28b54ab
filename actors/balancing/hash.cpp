#include "actors/balancing/hash.hpp"

#include <xxhash.h>

namespace loadex::actors::balancing {

std::uint64_t hash_of(std::string_view bytes) noexcept {
  return XXH3_64bits(bytes.data(), bytes.size());
}

std::uint64_t hash_of(std::uint64_t number, std::uint64_t seed) noexcept {
  return XXH3_64bits_withSeed(&number, sizeof number, seed);
}

} // namespace loadex::actors::balancing
