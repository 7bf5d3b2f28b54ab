#pragma once

#include "apps/loadex/cli/daemon/daemon_access.hpp"
#include "apps/loadex/cli/daemon/event_stream.hpp"

#include <functional>
#include <string>

namespace loadex::cli {

/// Which events to follow.
struct following {
  daemon_access daemon{};
  std::string pool{}; // empty: all
  std::string last{}; // the id after which to begin; empty: what comes
};

/// Hands on what the daemon's event stream says, and goes on after the last event when the connection has broken, which
/// `on_break` is told with the reason. Returns if there is no stream to be had: why.
std::string follow_events(following which, const std::function<void(const stream_event&)>& on_event,
                          const std::function<void(const std::string&)>& on_break);

} // namespace loadex::cli
