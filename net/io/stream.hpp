#pragma once

#include "base/descriptor.hpp"
#include "net/io/deadline.hpp"
#include "net/io/engine.hpp"
#include "net/io/signal.hpp"
#include "net/io/socket.hpp"
#include "net/io/types.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/smart_ptr/intrusive_ptr.hpp>
#include <boost/smart_ptr/intrusive_ref_counter.hpp>

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

namespace loadex::net::io {

/// How long a peer may take nothing of what it is sent: whenever it has taken some, `deadline` is moved on.
struct patience {
  io::deadline& deadline;
  steady_clock::duration stall;

  void renew() const { deadline.extend(steady_clock::now() + stall); }
};

/// Bytes that have come from the peer and gone to it.
struct byte_counts {
  std::uint64_t received = 0;
  std::uint64_t sent = 0;
};

class stream;
using stream_ptr = boost::intrusive_ptr<stream>;

/// Bytes to and from a client or a backend, whatever carries them. Confined to its worker's thread.
///
/// Between messages it keeps one read outstanding (read_ahead), of a block at most. So a peer that leaves is noticed at
/// once, whether a client that waits for its response or an idle backend, and no wait needs a call of its own to be
/// armed (docs/explain/design/0003-read-ahead.md).
class stream final : public boost::intrusive_ref_counter<stream, boost::thread_unsafe_counter>,
                     private engine::watcher {
public:
  /// A stream of plain bytes over a connected socket that does not block. @throws std::system_error if the kernel has
  /// no memory for it
  static stream_ptr over(const executor& on, base::descriptor connected);

  /// Likewise over one that is about to be connected, which connects() waits for.
  static stream_ptr over_connecting(const executor& on, base::descriptor socket);

  ~stream() { socket_->leave(); }

  awaitable<error_code> connects();

  /// What `by` makes of that which carries its bytes carries them from now on: what it has received and nobody has
  /// taken, too. While nobody reads, ahead either, or writes.
  void carry(const std::function<socket_ptr(socket_ptr below, engine::watcher& who)>& by);

  /// Starts the read ahead, unless one is outstanding or its bytes have not been taken.
  void read_ahead();

  /// Whether a read ahead has brought bytes, or an error, that have not been taken.
  bool has_read_ahead() const noexcept { return ahead_ == ahead::answered; }

  /// Goes on once there is something read ahead: `if (!s.has_read_ahead()) co_await s.readable();`
  auto readable() {
    read_ahead();
    return ahead_answered_.happens();
  }

  /// What has been read ahead, if anything: the next bytes of the stream, or the error it ended with.
  std::optional<io_result> take(asio::mutable_buffer into);

  /// The next bytes of the stream: those read ahead, else read into `into`. Error `eof` at the end of the stream.
  awaitable<io_result> read(asio::mutable_buffer into);

  /// Whether its bytes may go through a pipe.
  bool takes_pipes() const noexcept { return socket_->takes_pipes(); }

  /// The next bytes, at most `most`, into an empty pipe. Otherwise as read() into memory.
  awaitable<io_result> read(pipe& into, std::size_t most);

  /// Sends what can be sent at once, or takes it over to be sent, which for small messages is all; the rest is for
  /// write(). Whether what is taken over can be sent shows in what is read or written later. Costs no coroutine.
  io_result write_now(std::string_view data);

  /// Likewise of all the buffers in turn.
  io_result write_now(std::span<const asio::const_buffer> data) { return counted(socket_->send(data)); }

  /// Likewise, but takes nothing over: it is known whether the peer could still be told.
  io_result write_at_once(std::string_view data);
  io_result write_at_once(std::span<const asio::const_buffer> data) { return counted(socket_->send_at_once(data)); }

  /// Writes all of `data`, of which the last may have been taken over as by write_now(). With `within`, which the
  /// caller keeps, its deadline moves on as the peer takes it.
  awaitable<io_result> write(std::string_view data, const patience* within = nullptr);

  /// Writes all of the buffers in turn, gathered.
  template <std::size_t N>
  requires(N < socket::most_parts) awaitable<io_result> write(std::array<asio::const_buffer, N> data,
                                                              const patience* within = nullptr) {
    co_return co_await write_all(data, within);
  }

  /// Writes all that is in the pipe, likewise.
  awaitable<io_result> write(pipe& from, const patience* within = nullptr);

  /// Whether the read ahead has found that the peer has ended its side in order (FIN): it sends no more, but it may
  /// read on.
  bool peer_finished() const noexcept { return ahead_error_ == asio::error::eof; }

  /// Whether the read ahead has found the stream broken: nothing reaches the peer any more.
  bool peer_left() const noexcept { return ended() && !peer_finished(); }

  /// Whether the read ahead has found the end of the stream, in order or not.
  bool ended() const noexcept { return ahead_error_ && ahead_error_ != asio::error::operation_aborted; }

  /// What has become of the peer where no read ahead can notice: behind bytes that have not been taken, or behind the
  /// end of its side. One system call.
  peer_fate look_behind();

  /// Those since it was last asked.
  byte_counts take_counts() noexcept { return std::exchange(counts_, {}); }

  /// Bytes that can be read without waiting, those read ahead among them. One system call.
  std::size_t unread() const;

  /// Whether a read ahead is outstanding, which notices whatever comes, the end too.
  bool listening() const noexcept { return ahead_ == ahead::outstanding; }

  /// Whether nothing has been read ahead and the peer is there: an idle stream that can be used again.
  bool quiet() const noexcept { return listening() && is_open(); }

  /// Called when a read ahead ends while nobody waits for it: the peer finished, left, or spoke out of turn. Must not
  /// destroy the stream other than by dropping a pointer to it.
  void on_idle_read(std::function<void()> handler) { on_idle_read_ = std::move(handler); }

  /// Ends every outstanding operation with `operation_aborted`; the stream stays usable.
  void cancel();

  /// What has been taken over is still sent.
  void close();

  /// Closes so that the peer sees a reset: what it has of the message is not whole.
  void reset();

  /// Says that nothing more will be sent.
  void shutdown_send();

  bool is_open() const noexcept { return socket_->is_open(); }
  executor get_executor() const noexcept { return on_; }

private:
  enum class ahead { none, outstanding, answered };

  stream(const executor& on, base::descriptor connected, bool connecting);

  void ready(bool room) override;
  void abandon() noexcept override;
  void try_read_ahead();
  void answer_read_ahead(const io_result& with);
  std::optional<io_result> note_taken(std::size_t bytes);
  io_result counted(io_result sent) noexcept;
  template <class Ask, class Take, class Receive>
  awaitable<io_result> read_by(Ask ask, Take take, Receive receive);
  template <class Send>
  awaitable<io_result> write_by(std::size_t bytes, Send send, const patience* within);
  awaitable<io_result> write_all(std::span<asio::const_buffer> data, const patience* within);

  const executor on_;
  socket_ptr socket_;
  error_code ahead_error_;
  ahead ahead_ = ahead::none;
  signal ahead_answered_;
  stream_ptr outstanding_; // this one, while a read ahead is
  signal readable_;
  signal writable_;
  bool ahead_cancelled_ = false; // what was outstanding when cancel() was called, and has not been told so
  bool read_cancelled_ = false;
  bool write_cancelled_ = false;
  byte_counts counts_;
  std::function<void()> on_idle_read_;
};

} // namespace loadex::net::io
