#pragma once

#include "net/connection.hpp"
#include "net/watchdog.hpp"

#include <chrono>
#include <span>
#include <string_view>

namespace loadex::net {

/// Passes bytes both ways between a client and a backend that have switched protocols. One side's end of stream is
/// passed on while the other goes on; silence both ways for `idle` ends it.
class tunnel {
public:
  tunnel(connection& client, connection& backend, watchdog& limit, std::chrono::milliseconds idle);

  /// Returns when both directions have ended. `early`: bytes the client sent behind its request.
  awaitable<> run(std::string_view early, std::span<char> upward, std::span<char> downward);

private:
  awaitable<> pass(connection& from, connection& to, std::string_view early, std::span<char> buffer);
  void break_off();

  connection& client_;
  connection& backend_;
  watchdog& limit_;
  const std::chrono::milliseconds idle_;
};

} // namespace loadex::net
