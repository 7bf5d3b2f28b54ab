#pragma once

#include "tests/support/e2e/tcp_stream.hpp"

#include <cstdint>
#include <functional>
#include <list>
#include <mutex>
#include <optional>
#include <thread>

namespace loadex::tests::e2e {

/// Listens on the loopback interface and serves each connection on a thread of its own.
class stream_server {
public:
  /// Returns when the connection is to be closed. What it throws means that the client has gone, or that we stop.
  using service = std::function<void(tcp_stream&)>;

  /// Port 0 is a free one.
  explicit stream_server(service serve, std::uint16_t port = 0);
  stream_server(const stream_server&) = delete;
  stream_server& operator=(const stream_server&) = delete;
  ~stream_server();

  std::uint16_t port() const noexcept { return port_; }

private:
  void accept();
  void serve(std::optional<tcp_stream>& stream);

  const service service_;
  int listener_;
  std::uint16_t port_ = 0;
  std::mutex mutex_;                             // guards the streams' opening and closing
  std::list<std::optional<tcp_stream>> streams_; // empty: ended
  std::list<std::thread> threads_;               // of the accepting thread
  bool stopping_ = false;
  std::thread accepting_;
};

} // namespace loadex::tests::e2e
