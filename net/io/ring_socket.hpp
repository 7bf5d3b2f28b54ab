#pragma once

#include "net/io/kernel_socket.hpp"
#include "net/io/ring.hpp"

namespace loadex::net::io {

/// One that a ring receives for, or tells of arrivals, and sends: small pieces are taken over and go out together, with
/// the next wait, or at once if the ring has little to do. What is larger goes by a system call of its own, which costs
/// less than the copy.
class ring_socket final : public kernel_socket, ring::member {
public:
  /// `connecting`: it has room as soon as it is connected, or cannot be.
  ring_socket(engine& of, ring& by, base::descriptor connected, engine::watcher& who, bool connecting);

  void ask_for_bytes() override;
  void ask_for_arrival() override;

  /// An error may come with a later one, or with what is received.
  io_result send(std::span<const asio::const_buffer> data) override;
  io_result drain(pipe& from) override;
  io_result send_at_once(std::span<const asio::const_buffer> data) override;
  void ask_for_room() override;
  void close() noexcept override;
  void reset() noexcept override;
  void shutdown_send() noexcept override;

private:
  void completed(ring::operation what, int result, block received) override;
  void arrived(int events, bool last) override;
  void sent(int result) override;
  void prepare() override;
  void leave_ring() noexcept override;
  void break_off() noexcept override;

  void received(int result, block into);
  io_result send_behind_taken_over(std::span<const asio::const_buffer> data);
  void send_taken_over() noexcept;
  void note_sent(int result);
  void all_is_sent();
  void go_on_sending();
  void await_room();
  void drop_sent(std::size_t bytes) noexcept;
  base::descriptor let_go() noexcept;
  void stop_receiving() noexcept;
  void end_farewell(bool is_whole) noexcept;

  ring& by_;
  // Itself, while the ring does that for it.
  socket_ptr receives_;
  socket_ptr awaits_room_;
  socket_ptr hears_; // of arrivals
  bool waits_for_arrival_ = false;
  bool has_waited_ = false; // for the first bytes
  block out_;               // what has been taken over: out_size_ bytes
  std::size_t out_size_ = 0;
  error_code send_error_; // of what had been taken over
  bool tells_of_room_ = false;
  bool finishes_ = false;    // behind what has been taken over
  base::descriptor closing_; // likewise, the socket
  bool broken_off_ = false;  // its farewell is
};

} // namespace loadex::net::io
