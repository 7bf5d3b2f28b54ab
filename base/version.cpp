#include "base/version.hpp"

namespace loadex::config {

std::string_view version() noexcept {
  return LOADEX_VERSION;
}

} // namespace loadex::config
