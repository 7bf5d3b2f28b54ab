#pragma once

#include "base/descriptor.hpp"
#include "net/io/asio_task.hpp"
#include "net/io/blocks.hpp"
#include "net/io/poll_set.hpp"
#include "net/io/types.hpp"

#include <boost/asio/execution_context.hpp>
#include <boost/intrusive/list.hpp>
#include <boost/smart_ptr/intrusive_ptr.hpp>

#include <memory>

namespace loadex::net::io {

class ring;
class socket;

/// Carries the bytes of the sockets of one event loop, in Asio's place, whose reactor has each read begin with one that
/// fails (docs/explain/design/0018-own-engine.md): by an epoll set of its own, or by a ring of io_uring while it has
/// one. Asio keeps timers, what is posted, signals and whoever listens. Of the loop's thread.
class engine final : public asio::execution_context::service {
public:
  /// Whoever is told. Leaves the queue when it goes.
  class watcher : public boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
  public:
    /// There may be bytes, or the end of them; with `room`, there is room to send, or never will be. Or it is its turn,
    /// behind soon(). May end any watcher, this one too.
    virtual void ready(bool room) = 0;

    /// There is no loop any more: lets go of everybody who waits.
    virtual void abandon() noexcept = 0;

  protected:
    ~watcher() = default;
  };

  /// That of the loop that `on` belongs to.
  static engine& of(const executor& on);

  explicit engine(asio::execution_context& loop);
  ~engine() override;

  /// @throws std::system_error if the kernel has no memory for it
  boost::intrusive_ptr<socket> open(base::descriptor connected, watcher& who, bool connecting);

  /// It is the turn of `who` when everybody had theirs to whom something has happened. Once for each turn.
  void soon(watcher& who);

  block take_block() { return blocks_.take(); }

  /// Sockets that are opened from now on are carried by `its`, whose thread this is.
  void use(ring& its);

  /// Those sockets are closed. The ones that are opened from now on are carried by the set.
  void use_no_ring() noexcept;

  static asio::execution_context::id id;

private:
  using queue = boost::intrusive::list<watcher, boost::intrusive::constant_time_size<false>>;

  void shutdown() override;
  bool wait(long microseconds);
  void take_turns();

  block_store blocks_;
  poll_set polled_;
  asio_task task_;
  ring* ring_ = nullptr;
  queue turns_;
  struct open_sockets;
  const std::unique_ptr<open_sockets> sockets_;
};

} // namespace loadex::net::io
