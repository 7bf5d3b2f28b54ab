#pragma once

#include "net/io/signal.hpp"
#include "net/io/socket.hpp"
#include "net/io/types.hpp"
#include "net/tls/library.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace loadex::net::tls {

/// Carries bytes in TLS, over a socket that carries plain ones, with the buffers of that: OpenSSL is handed what has
/// been received, and what it has to send goes out in one piece. Between records an idle one holds none.
class layer final : public io::socket, io::engine::watcher {
public:
  /// Over `below`, which no longer tells `who` but this. `session` says whether it accepts or connects.
  layer(io::socket_ptr below, io::engine::watcher& who, ssl_ptr session);
  ~layer() override;

  /// Until both are agreed. Error `operation_aborted` if it is closed meanwhile; else problem() says more.
  awaitable<error_code> handshake();

  /// Why it failed, for people; empty if it has not.
  const std::string& problem() const noexcept { return problem_; }

  /// Whether it failed since the peer speaks HTTP without TLS.
  bool speaks_no_tls() const noexcept { return speaks_no_tls_; }

  /// As it is, without TLS.
  void tell_plainly(std::string_view words);

  SSL& session() const noexcept { return *session_; }

  void ask_for_bytes() override;

  /// Of `data` as much is reported sent as the socket below has of it, but for a byte: so whoever has more to send
  /// comes again, which is for the rest of that, too.
  io_result send(std::span<const asio::const_buffer> data) override;
  io_result send_at_once(std::span<const asio::const_buffer> data) override;
  void ask_for_room() override;

  std::size_t unread() const noexcept override;
  io::peer_fate look_behind() const noexcept override { return below_->look_behind(); }
  error_code take_error() noexcept override { return below_->take_error(); }

  /// The peer is told that this was all, if it was.
  void close() noexcept override;
  void reset() noexcept override;
  void shutdown_send() noexcept override;

private:
  using sender = io_result (io::socket::*)(std::span<const asio::const_buffer>);

  void ready(bool room) override;
  void abandon() noexcept override;

  error_code agree();
  io_result receive_now(asio::mutable_buffer into) override;
  bool has_more_below() const noexcept;
  io_result send_by(sender how, std::span<const asio::const_buffer> data);
  std::size_t encrypt(std::span<const asio::const_buffer> data);
  bool flush(sender how);
  void flush_or_wait();
  void say_farewell() noexcept;
  void ask_for_progress() noexcept;
  error_code failed(int result);
  error_code broken() noexcept;

  static const BIO_METHOD* bytes_below();
  static int read_below(BIO* bio, char* into, std::size_t size, std::size_t* read);
  static int write_below(BIO* bio, const char* data, std::size_t size, std::size_t* written);
  static long control_below(BIO* bio, int what, long, void*);

  const io::socket_ptr below_;
  const ssl_ptr session_;
  io::signal progress_;      // that the handshake waits for
  std::string left_;         // of what has been encrypted: the socket below had no room for it
  bool is_withheld_ = false; // one byte that send() has taken, for as long as there is some left
  bool is_broken_ = false;
  bool speaks_no_tls_ = false;
  std::size_t may_still_read_ = 0; // bytes of the socket below, within one call of OpenSSL
  std::size_t own_words_ = 0;      // bytes that OpenSSL has said of its own accord since the handshake
  error_code below_error_;
  error_code send_error_;
  std::string problem_;
};

} // namespace loadex::net::tls
