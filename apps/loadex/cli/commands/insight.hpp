#pragma once

#include "apps/loadex/cli/commands/choice.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

/// The commands that only look. Each prints its data on stdout and its messages on stderr, and returns the exit code of
/// the program.
namespace loadex::cli {

/// A request that there might be.
struct imagined_request : pool_choice {
  std::vector<std::pair<std::string, std::string>> parts{}; // `path` and the like, as the API calls them
};

/// Says where the request would go, and why.
int explain_choice(const imagined_request& request);

/// Which events to show: those kept, or those since a time or after an id, or also those to come.
struct event_choice : pool_choice {
  std::string since{}; // a number of events' id or a duration such as `10m`; empty: all that are kept
  bool follow = false; // without `since`: only those to come
};

/// Shows events, oldest first; follows them until it is interrupted.
int show_events(const event_choice& which);

struct stats_choice : pool_choice {
  std::uint64_t seconds = 60; // 1 to 900
};

/// Shows what passed in the last minutes.
int show_stats(const stats_choice& which);

int show_routes(const pool_choice& of);
int show_listeners(const pool_choice& of);
int show_certificates(const pool_choice& of);

} // namespace loadex::cli
