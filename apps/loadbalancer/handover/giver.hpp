#pragma once

#include "actors/messages/memory.hpp"
#include "apps/loadbalancer/handover/channel.hpp"
#include "apps/loadbalancer/handover/manifest.hpp"
#include "base/descriptor.hpp"
#include "base/expected.hpp"

#include <sys/types.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace loadex::handover {

/// A socket that listens, to be passed on, and whose it is.
struct shared_socket {
  base::descriptor socket;
  std::string name;
};

/// What the old process does in a hand-over. All are called on the thread of give().
struct giving {
  std::function<std::vector<shared_socket>()> sockets;
  std::function<std::vector<actors::pool_memory>()> pools;

  /// This process has been told to end: it hands over no more.
  std::function<bool()> is_stopping;

  /// Orders that would be lost are refused from now on, or no more.
  std::function<void(bool)> hold_changes;

  /// Whoever looks after this process is to look after that one; called once more with this one's if that has died.
  std::function<void(pid_t)> introduce;

  /// The other process has taken over: this one accepts no more.
  std::function<void()> leave;
};

/// Who has taken over.
struct successor {
  pid_t process = 0;
  std::string version;
};

/// Hands everything over to the process at the other end of `to`: tells what there is, and waits until it has taken it,
/// which may be after `patience`. What fails before that changes nothing, here or there. Blocks; ends soon once `to` is
/// closed to what comes.
base::expected<successor> give(const channel& to, const giving& by, std::chrono::milliseconds patience);

/// Tells the successor how many requests are left with each backend, whenever that has changed, until it or `to` has
/// ended. Blocks.
void tell_what_is_left(const channel& to, const std::function<std::vector<remaining>()>& look,
                       const std::atomic<bool>& ended);

} // namespace loadex::handover
