#include "base/environment.hpp"

#include <cstdlib>

namespace loadex::base {

std::string take_variable(const char* name) {
  const char* value = std::getenv(name);
  std::string text = value != nullptr ? value : "";
  ::unsetenv(name);
  return text;
}

} // namespace loadex::base
