#pragma once

#include "net/connection.hpp"
#include "net/watchdog.hpp"

#include <chrono>
#include <span>
#include <string_view>

namespace loadex::net {

/// Passes bytes both ways between a client and a backend that have switched protocols. Each direction ends for itself:
/// a side that has finished is still told what the other says, and what a side said before it broke is delivered.
class tunnel {
public:
  /// For how long nothing may pass.
  struct patience {
    std::chrono::milliseconds idle;        // while both sides may speak
    std::chrono::milliseconds half_closed; // once one of them has finished
  };

  tunnel(connection& client, connection& backend, watchdog& limit, const patience& with);

  /// Returns when both directions have ended. `early`: bytes the client sent behind its request.
  awaitable<> run(std::string_view early, std::span<char> upward, std::span<char> downward);

private:
  awaitable<> pass(connection& from, connection& to, std::string_view early, std::span<char> buffer);
  void renew();
  void one_has_finished();
  void one_is_broken();
  void break_off();

  connection& client_;
  connection& backend_;
  watchdog& limit_;
  const patience patience_;
  std::chrono::milliseconds silence_; // that may be now
  bool broken_ = false;               // one side is gone: the other's farewell has a fixed time
};

} // namespace loadex::net
