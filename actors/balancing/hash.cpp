#include "actors/balancing/hash.hpp"

#include <xxhash.h>

namespace loadex::actors::balancing {

std::uint64_t hash_of(std::string_view bytes) noexcept {
  return XXH3_64bits(bytes.data(), bytes.size());
}

} // namespace loadex::actors::balancing
