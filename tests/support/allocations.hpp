#pragma once

#include <cstddef>

namespace loadex::tests {

/// How often this thread has asked for memory so far, with `new` or what calls it. A program that asks has its `new`
/// replaced by one that counts; under AddressSanitizer nothing is counted.
std::size_t allocations() noexcept;

} // namespace loadex::tests
