#pragma once

#include "net/io/deadline.hpp"
#include "net/io/stream.hpp"

#include <chrono>
#include <cstdint>
#include <span>
#include <string_view>

namespace loadex::net::io {

/// Passes bytes both ways between a client and a backend that have switched protocols. Each direction ends for itself:
/// a side that has finished is still told what the other says, and what a side said before it broke is delivered.
class tunnel {
public:
  /// For how long nothing may pass.
  struct patience {
    std::chrono::milliseconds idle;        // while both sides may speak
    std::chrono::milliseconds half_closed; // once one of them has finished or broken
  };

  tunnel(stream& client, stream& backend, deadline& deadline, const patience& with);

  /// Returns when both directions have ended. `early`: bytes the client sent behind its request.
  awaitable<> run(std::string_view early, std::span<char> upward, std::span<char> downward);

  /// Bytes that either side has been told.
  std::uint64_t told_client() const noexcept { return client_.told; }
  std::uint64_t told_backend() const noexcept { return backend_.told; }

  /// Notices a side that has ended behind bytes which the other does not take. Called every second.
  void check();

private:
  struct side {
    io::stream& stream;
    bool finished = false;  // it says no more
    bool deaf = false;      // it is told no more
    bool unread = false;    // what it says waits until the other has taken what it said before
    std::uint64_t told = 0; // bytes
  };

  awaitable<> pass(side& from, side& to, std::string_view early, std::span<char> buffer);
  void has_ended(const side& one);
  void be_less_patient();
  void renew();
  void break_off();

  side client_;
  side backend_;
  io::deadline& deadline_;
  const patience patience_;
  std::chrono::milliseconds silence_; // that may be now
};

} // namespace loadex::net::io
