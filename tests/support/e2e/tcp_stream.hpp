#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace loadex::tests::e2e {

/// The peer ended or broke the connection, or was silent for too long.
struct connection_ended : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The connection stands, but nothing came.
struct peer_silent : connection_ended {
  using connection_ended::connection_ended;
};

/// A blocking TCP connection. Every wait is bounded; what cannot go on throws connection_ended.
class tcp_stream {
public:
  /// Takes over a connected socket.
  explicit tcp_stream(int socket);
  tcp_stream(tcp_stream&& other) noexcept;
  tcp_stream& operator=(tcp_stream&&) = delete;
  ~tcp_stream();

  /// Connects to a port of this machine, from any address of 127.0.0.0/8.
  static tcp_stream connect(std::uint16_t port, const std::string& from = "127.0.0.1");

  /// Connects to a socket in the file system.
  static tcp_stream connect_to(const std::string& path);

  /// How long to wait for the peer, if not for as long as anything that works takes.
  void wait_at_most(std::chrono::milliseconds time);

  void send(std::string_view bytes);

  /// At least one byte, `most` at most; nothing at the end of the stream.
  std::string read_some(std::size_t most = 64 * 1024);

  std::string read_exactly(std::size_t size);

  /// Up to the delimiter, and with it.
  std::string read_through(std::string_view delimiter);

  std::string read_to_end();

  /// Waits until the peer has gone; false if it sends something or stays.
  bool peer_leaves();

  /// Says that nothing more will be sent.
  void finish_sending();

  /// Ends both directions; whoever reads or writes here stops.
  void shut_down() noexcept;

  int descriptor() const noexcept { return socket_; }

  /// Makes the end of this object a reset instead of an orderly close.
  void end_with_reset();

private:
  bool receive(std::size_t most);

  int socket_;
  std::string ahead_; // received, not yet taken
};

} // namespace loadex::tests::e2e
