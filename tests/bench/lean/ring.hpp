#pragma once

#include <liburing.h>

#include <memory>
#include <string_view>
#include <system_error>

namespace loadex::bench {

/// Who is told what comes over sockets.
class events {
public:
  virtual ~events() = default;

  /// Somebody has connected; nothing is received of them before it is asked for.
  virtual void accepted(int socket) = 0;

  /// `bytes` live until this returns.
  virtual void received(int socket, std::string_view bytes) = 0;

  /// Nothing more comes of this socket, which is still to be closed. Without an error the other side has closed it.
  virtual void ended(int socket, std::error_code why) = 0;
};

/// The kernel gives no ring, or none that can do what this needs.
struct no_ring : std::system_error {
  using system_error::system_error;
};

/// Sockets by io_uring: all that is asked for goes to the kernel in one system call, which also waits for what comes.
/// For one thread, the one that makes it. It needs Linux 6.1.
class ring {
public:
  /// @throws no_ring
  ring();

  /// Whoever connects is accepted from now on.
  void accept(int listening);

  /// What comes over this socket is received from now on, until it ends.
  void receive(int socket);

  /// `bytes` are all sent, and live until then.
  void send(int socket, std::string_view bytes);

  /// Waits until something has come, for 100 ms at most.
  void wait();

  /// Tells what has come, without waiting.
  void tell_all(events& whom);

private:
  static constexpr unsigned buffers = 1024; // a power of two
  static constexpr unsigned buffer_size = 2048;

  struct end {
    void operator()(io_uring* ring) const noexcept {
      io_uring_queue_exit(ring);
      delete ring;
    }
  };

  struct unmap {
    void operator()(io_uring_buf_ring* mapped) const noexcept;
  };

  io_uring_sqe* next_entry();
  void tell(const io_uring_cqe& what, events& whom);
  void give_back(unsigned buffer);

  std::unique_ptr<char[]> bytes_; // of all buffers
  std::unique_ptr<io_uring_buf_ring, unmap> free_buffers_;
  std::unique_ptr<io_uring, end> ring_; // ends first: the kernel may write to the others
};

} // namespace loadex::bench
