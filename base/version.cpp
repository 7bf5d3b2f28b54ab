#include "base/version.hpp"

namespace loadex::base {

std::string_view version() noexcept {
  return LOADEX_VERSION;
}

} // namespace loadex::base
