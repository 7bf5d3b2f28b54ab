#include "tests/support/allocations.hpp"

#include <cstdlib>
#include <new>

namespace {

thread_local std::size_t count = 0;

} // namespace

std::size_t loadex::tests::allocations() noexcept {
  return count;
}

#ifndef __SANITIZE_ADDRESS__ // which has all forms replaced by its own: there nothing is counted
// The forms for arrays, and those that do not throw, come here as well; over-aligned memory is not counted.
void* operator new(std::size_t size) {
  ++count;
  if (void* memory = std::malloc(size > 0 ? size : 1))
    return memory;
  throw std::bad_alloc();
}

void operator delete(void* memory) noexcept {
  std::free(memory);
}

void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
#endif
