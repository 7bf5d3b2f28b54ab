#pragma once

#include <string_view>

namespace loadex::actors::health {

/// What a backend actor believes of its backend.
enum class state {
  checking, // no probe has answered yet
  healthy,
  unhealthy,
};

constexpr std::string_view to_string(state s) noexcept {
  switch (s) {
  case state::checking:
    return "checking";
  case state::healthy:
    return "healthy";
  case state::unhealthy:
    return "unhealthy";
  }
  return "";
}

} // namespace loadex::actors::health
