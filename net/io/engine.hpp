#pragma once

#include "base/descriptor.hpp"
#include "net/io/types.hpp"

#include <boost/asio/execution_context.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <boost/intrusive/list.hpp>

#include <sys/epoll.h>

#include <array>
#include <cstdint>
#include <vector>

namespace loadex::net::io {

/// Tells the sockets of one event loop when bytes, or room for some, may be there: by an edge-triggered epoll set of
/// its own, since Asio's has each read begin with one that fails (docs/explain/design/0018-own-engine.md). Asio keeps
/// timers, what is posted, signals and whoever listens. Of the loop's thread.
class engine final : public asio::execution_context::service {
public:
  /// Whoever is told. Leaves the queue when it goes.
  class watcher : public boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
  public:
    /// `events` as epoll_wait(2) has them, or 0: it is its turn, behind soon(). May end any watcher, this one too.
    virtual void ready(std::uint32_t events) = 0;

    /// There is no loop any more: lets go of everybody who waits.
    virtual void abandon() noexcept = 0;

  protected:
    ~watcher() = default;
  };

  /// That of the loop that `on` belongs to.
  static engine& of(const executor& on);

  /// Runs the loop until it has no more to do or is stopped, as io_context::run() does, with fewer system calls.
  static void run(asio::io_context& loop);

  explicit engine(asio::execution_context& loop);

  /// Events that say that there is room, or never will be.
  static constexpr std::uint32_t room = EPOLLOUT | EPOLLHUP | EPOLLERR;

  /// What a socket is known by.
  using key = std::uint64_t;

  /// Tells `who` from now on: of bytes and of the end, and of room if `with_room`, else once ask_for_room() was called.
  /// @throws std::system_error if the kernel has no memory for it
  key add(int socket, watcher& who, bool with_room);

  /// Room is told of as well. Once for each socket.
  void ask_for_room(int socket, key of) noexcept;

  /// Nothing more is told of it. Before it is closed.
  void remove(key of) noexcept;

  /// It is the turn of `who` when everybody had theirs to whom something has happened. Once for each turn.
  void soon(watcher& who);

  static asio::execution_context::id id;

private:
  using queue = boost::intrusive::list<watcher, boost::intrusive::constant_time_size<false>>;

  /// A socket's. A key is that of a place and of how often it has been given: the kernel may tell of a socket that is
  /// closed here for as long as another process, just begun, has it open as well.
  struct place {
    watcher* who = nullptr; // null: it is free
    std::uint32_t given = 0;
    std::uint32_t next_free = 0;
  };

  static constexpr std::size_t most_events = 256; // taken at a time

  void shutdown() override;
  watcher* who_has(key of) const noexcept;
  void watch();
  void tell();
  void take_turns();
  void drive();

  asio::io_context& loop_;
  const base::descriptor set_;
  asio::posix::basic_stream_descriptor<executor> watched_; // the set, by Asio, while that waits for both
  std::array<epoll_event, most_events> events_;
  std::vector<place> places_;
  std::uint32_t free_ = 0; // the first; the next new one if there is none
  queue turns_;
  bool is_watched_ = false; // by Asio
  bool runs_ = false;
  bool turns_posted_ = false;
};

} // namespace loadex::net::io
