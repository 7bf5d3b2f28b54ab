#pragma once

#include "base/descriptor.hpp"

#include <sys/epoll.h>

#include <array>
#include <cstdint>
#include <vector>

namespace loadex::net::io {

/// Tells of sockets when bytes, or room for some, may be there: an edge-triggered set of epoll(7). Of one thread.
class poll_set {
public:
  /// Whoever is told.
  class member {
  public:
    /// `events` as epoll_wait(2) has them. May remove any member, this one too.
    virtual void polled(std::uint32_t events) = 0;

  protected:
    ~member() = default;
  };

  /// What a member is known by. The kernel may tell of a socket that is closed here for as long as another process,
  /// just begun, has it open as well: so a key is that of a place and of how often it has been given.
  using key = std::uint64_t;

  /// Events of bytes and of the end; and those that say that there is room, or never will be.
  static constexpr std::uint32_t bytes = EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR;
  static constexpr std::uint32_t room = EPOLLOUT | EPOLLHUP | EPOLLERR;

  /// @throws std::system_error if there is no descriptor for it
  poll_set();

  /// Tells `who` from now on: of bytes and of the end, and of room if `with_room`, else once ask_for_room() was called.
  /// @throws std::system_error if the kernel has no memory for it
  key add(int socket, member& who, bool with_room);

  /// Room is told of as well. Once for each socket.
  void ask_for_room(int socket, key of) noexcept;

  /// Nothing more is told of it. Before it is closed.
  void remove(key of) noexcept;

  /// One that is told of for as long as there is something to read, which wait() returns. Once.
  /// @throws std::system_error
  void add_other(int set);

  /// Waits at most `milliseconds`, or for good if that is negative, and tells what has happened. True: the other one
  /// has something to read.
  bool wait(int milliseconds);

  /// To wait for it by other means.
  int descriptor() const noexcept { return set_.get(); }

private:
  struct place {
    member* who = nullptr; // null: it is free
    std::uint32_t given = 0;
    std::uint32_t next_free = 0;
  };

  static constexpr std::size_t most_events = 256; // taken at a time

  member* who_has(key of) const noexcept;

  const base::descriptor set_;
  std::array<epoll_event, most_events> events_;
  std::vector<place> places_;
  std::uint32_t free_ = 0; // the first; the next new one if there is none
};

} // namespace loadex::net::io
