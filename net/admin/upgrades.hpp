#pragma once

#include "actors/runtime/reply_slot.hpp"
#include "observability/events/event.hpp"

#include <string>
#include <variant>

namespace loadex::net::admin {

/// A new process has taken over from this one.
struct upgraded {
  struct process {
    int number = 0;
    std::string version;
  };

  process before; // this one, which finishes what it has
  process now;
};

/// Why no new process has; nothing has changed.
struct not_upgraded {
  enum class cause {
    not_set_up, // the configuration, or the place where it runs, does not allow it
    under_way,
    failed,
  };

  cause what{};
  std::string why; // a sentence
};

/// Has a new process take this one's place, for handlers. Any thread.
class upgrades {
public:
  virtual ~upgrades() = default;

  /// Starts the program anew and answers once that process has taken over, or will not. Abandoned: Loadex stops.
  virtual void upgrade(observability::asker by, actors::reply_slot<std::variant<upgraded, not_upgraded>> reply) = 0;
};

} // namespace loadex::net::admin
