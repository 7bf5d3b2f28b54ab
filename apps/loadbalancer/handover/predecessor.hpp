#pragma once

#include "actors/messages/memory.hpp"
#include "apps/loadbalancer/handover/channel.hpp"
#include "apps/loadbalancer/handover/manifest.hpp"
#include "net/io/inherited_sockets.hpp"

#include <sys/types.h>

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace loadex::handover {

/// The process that runs already, for the one that is to take its place.
class predecessor {
public:
  /// The one that listens at `path`, with all that it hands over; null if nobody does. Blocks until it has told
  /// everything. @throws std::runtime_error if it does not hand over
  static std::unique_ptr<predecessor> find(const std::string& path);

  ~predecessor();

  pid_t process() const noexcept { return who_.process; }

  /// What it has handed over, once.
  net::io::inherited_sockets take_sockets() { return std::move(sockets_); }
  std::vector<actors::pool_memory> take_pools() { return std::move(pools_); }

  /// This process accepts: the other is to leave everything to it. Returns the other's version; empty if it has died.
  /// @throws std::runtime_error if it lives and does not
  std::string take_over();

  /// It is told why nothing comes of it.
  void give_up(const std::string& why) { with_.send(why); }

  /// Has `told` called, on a thread of its own, with how many requests the other still has with backends, whenever that
  /// has changed; of the others it has none any more: `ended`, once. Until this ends.
  void follow(std::function<void(const std::vector<remaining>&)> told, std::function<void()> ended);

private:
  explicit predecessor(channel with);

  channel with_;
  const base::unix_peer who_;
  net::io::inherited_sockets sockets_;
  std::vector<actors::pool_memory> pools_;
  std::thread listening_;
};

} // namespace loadex::handover
