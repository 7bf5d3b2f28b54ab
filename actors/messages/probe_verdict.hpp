#pragma once

#include "base/reason.hpp"

#include <caf/allowed_unsafe_message_type.hpp>

#include <chrono>
#include <string>

namespace loadex::actors {

/// What a probe found. From the probe actor (which says it of every probe it began).
struct probe_verdict {
  bool healthy = false;
  base::reason why = base::reason::none;
  std::string detail;                // for people: `HTTP 503`, `Connection refused`
  std::chrono::microseconds took{0}; // as its actor sees it

  /// Whether both have found the same.
  bool operator==(const probe_verdict& other) const noexcept {
    return healthy == other.healthy && why == other.why && detail == other.detail;
  }
};

} // namespace loadex::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::probe_verdict)
