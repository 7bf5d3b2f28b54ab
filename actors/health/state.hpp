#pragma once

namespace loadex::actors::health {

/// What a backend actor believes of its backend.
enum class state {
  checking, // no probe has answered yet
  healthy,
  unhealthy,
};

} // namespace loadex::actors::health
