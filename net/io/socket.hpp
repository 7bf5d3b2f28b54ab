#pragma once

#include "net/io/blocks.hpp"
#include "net/io/engine.hpp"
#include "net/io/pipe.hpp"
#include "net/io/types.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/intrusive/list_hook.hpp>
#include <boost/smart_ptr/intrusive_ptr.hpp>
#include <boost/smart_ptr/intrusive_ref_counter.hpp>

#include <cstddef>
#include <span>
#include <utility>

namespace loadex::net::io {

/// What has become of the peer, where no read notices.
struct peer_fate {
  bool finished = false; // it sends no more
  bool reset = false;
};

/// Where bytes come from and go to, and what is known of it without asking: whether there may be something to receive.
/// Never blocks. Its watcher is told when to go on.
class socket : public boost::intrusive_ref_counter<socket, boost::thread_unsafe_counter>,
               public boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
public:
  socket(const socket&) = delete;
  socket& operator=(const socket&) = delete;
  virtual ~socket() = default;

  /// False: receive() and fetch() would find nothing. In one that is closed they find an error.
  bool may_receive() const noexcept { return fetched() > 0 || ended_ || may_have_more_ || !is_open_; }

  /// Has the watcher told when there is something to receive; in turn, if there may be already. It may have been
  /// fetched then.
  virtual void ask_for_bytes() = 0;

  /// Likewise, but leaves it where it is.
  virtual void ask_for_arrival() { ask_for_bytes(); }

  /// Brings what is there to where take() has it from, a block at most. Error `would_block` if nothing is, `eof` at the
  /// end.
  io_result fetch();

  /// Bytes for take().
  std::size_t fetched() const noexcept { return end_ - begin_; }

  std::size_t take(asio::mutable_buffer into) noexcept;

  /// What is there, at most as much as there is room for, what has been fetched first. Errors as of fetch().
  io_result receive(asio::mutable_buffer into);

  /// Whether its bytes may go through a pipe: nothing has to be done to them here.
  virtual bool takes_pipes() const noexcept { return false; }

  /// Likewise into an empty pipe. Where it takes pipes.
  std::size_t take(pipe& into, std::size_t most) noexcept;
  io_result fill(pipe& into, std::size_t most);

  /// Sends what is in the pipe, as far as there is room. Where it takes pipes.
  virtual io_result drain(pipe& from);

  /// Of a send()'s buffers that many; those behind them are for the next one.
  static constexpr std::size_t most_parts = 8;

  /// Sends what there is room for, or takes it over to be sent. Error `would_block` if there is none, or one that has
  /// ended the stream.
  virtual io_result send(std::span<const asio::const_buffer> data) = 0;

  /// Sends likewise, and takes nothing over: whether it can be sent is known.
  virtual io_result send_at_once(std::span<const asio::const_buffer> data) = 0;

  /// Has the watcher told once there is room, behind a send() that has not found enough.
  virtual void ask_for_room() = 0;

  /// Why it could not be connected, or was broken; nothing if neither. Once.
  virtual error_code take_error() noexcept = 0;

  /// Has the watcher told in turn.
  void ask_for_turn() { engine_.soon(*watcher_); }

  /// Bytes that can be received, those fetched among them. One system call.
  virtual std::size_t unread() const noexcept = 0;

  /// One system call.
  virtual peer_fate look_behind() const noexcept = 0;

  /// What has been taken over is still sent.
  virtual void close() noexcept = 0;

  /// Closes so that the peer sees a reset, behind what has been taken over as far as there is room for it.
  virtual void reset() noexcept = 0;

  /// Tells the peer that nothing more will be sent, behind what is.
  virtual void shutdown_send() noexcept = 0;

  bool is_open() const noexcept { return is_open_; }

  /// Another watcher from now on.
  void tell_instead(engine::watcher& other) noexcept { watcher_ = &other; }

  /// The watcher goes.
  void leave() noexcept;

  /// The loop is gone, and with it whoever waits.
  void abandon() noexcept;

protected:
  socket(engine& of, engine::watcher& by)
      : engine_(of)
      , watcher_(&by) {}

  /// On top of another.
  socket(const socket& below, engine::watcher& by)
      : socket(below.engine_, by) {}

  /// What there is at this time, into that. Knows whether there may be more.
  virtual io_result receive_now(asio::mutable_buffer into) = 0;
  virtual io_result fill_now(pipe& into, std::size_t most);

  /// Has it for take(). It was empty.
  void put(block with, std::size_t bytes) noexcept;
  void drop_fetched() noexcept { put({}, 0); }

  void tell(bool room);

  engine& engine_;
  bool is_open_ = true;
  bool may_have_more_ = false; // bytes that have not been fetched, or the end
  error_code ended_;           // what will not be told of again

private:
  void note_taken(std::size_t bytes) noexcept;

  engine::watcher* watcher_; // null: it has left
  block block_;              // of what has been fetched: [begin, end)
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

using socket_ptr = boost::intrusive_ptr<socket>;

} // namespace loadex::net::io
