#include "base/descriptor.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace loadex::base {

descriptor::~descriptor() {
  if (number_ >= 0)
    ::close(number_);
}

descriptor duplicate(int number) noexcept {
  return descriptor(::fcntl(number, F_DUPFD_CLOEXEC, 0));
}

} // namespace loadex::base
