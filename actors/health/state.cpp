#include "actors/health/state.hpp"

namespace loadex::actors::health {

std::string_view to_string(state s) noexcept {
  switch (s) {
  case state::checking:
    return "checking";
  case state::healthy:
    return "healthy";
  case state::unhealthy:
    return "unhealthy";
  case state::draining:
    return "draining";
  case state::disabled:
    return "disabled";
  case state::ejected:
    return "ejected";
  }
  return "";
}

} // namespace loadex::actors::health
