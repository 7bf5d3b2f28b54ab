#pragma once

#include "base/enumerators.hpp"

#include <cstddef>
#include <string_view>

namespace loadex::actors::health {

/// How a backend stands.
enum class state {
  checking, // no probe has answered yet
  healthy,
  unhealthy,
  draining, // gets no new requests; those that are with it end as they would
  disabled, // gets no requests until it is enabled
  ejected,  // kept failing: gets no requests for a while, then one at a time until one ends well
};

inline constexpr std::size_t state_count = base::enumerators<state>();

/// Such as `healthy`: one word in the log, the metrics, the API and the page.
std::string_view to_string(state s) noexcept;

} // namespace loadex::actors::health
