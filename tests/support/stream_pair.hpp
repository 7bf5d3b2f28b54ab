#pragma once

#include "net/io/ring.hpp"
#include "net/io/stream.hpp"

#include <boost/asio/co_spawn.hpp>
#include <catch2/catch.hpp>

#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace loadex::tests {

/// The far end of a stream, for a test to play the peer: nothing waits, what is not there yet is not there.
class far_end {
public:
  explicit far_end(int descriptor);
  far_end(const far_end&) = delete;
  far_end& operator=(const far_end&) = delete;
  ~far_end();

  /// Says something; it must find room.
  void write(std::string_view text);

  /// Takes what has come, at most `most` bytes; returns all that has come so far.
  const std::string& read(std::size_t most = std::string::npos);

  /// Whether the stream's own side has ended, as far as it has been read.
  bool ended() const noexcept { return ended_; }

  /// Says that nothing more will come.
  void finish();

  /// Leaves in order, if all that has come was read.
  void close();

private:
  int descriptor_;
  std::string text_;
  bool ended_ = false;
};

/// A stream on `on` and its far end, over a pair of sockets.
std::pair<net::io::stream_ptr, std::unique_ptr<far_end>> connected_pair(const net::executor& on);

/// What carries a loop's sockets: an epoll set or, where there can be one, a ring, as where calls are cheap or dear.
enum class carrier { poll, ring, ring_of_dear_calls };

/// A loop whose sockets each of the carriers carries in turn, in a run of the test of its own.
class carried_loop {
public:
  explicit carried_loop(carrier by = GENERATE(carrier::poll, carrier::ring, carrier::ring_of_dear_calls));
  carried_loop(const carried_loop&) = delete;
  carried_loop& operator=(const carried_loop&) = delete;
  ~carried_loop();

  net::asio::io_context& io() noexcept { return io_; }

private:
  const std::unique_ptr<net::io::ring> ring_;
  net::asio::io_context io_;
};

/// A stream and its far end, over a pair of sockets and no network. All happens in the test's own thread: run() lets
/// the stream's side act, and what it has said is there for the other.
class stream_pair {
public:
  explicit stream_pair(carrier by = GENERATE(carrier::poll, carrier::ring, carrier::ring_of_dear_calls));

  net::io::stream& near() noexcept { return *near_; }
  net::io::stream_ptr& near_ptr() noexcept { return near_; }
  far_end& far() noexcept { return far_; }
  net::asio::io_context& io() noexcept { return loop_.io(); }
  int near_descriptor() const noexcept { return near_descriptor_; }

  /// The far end leaves out of order. (That the stream has reset its side, a local socket does not show.)
  void reset_far();

  /// Runs what is ready, without waiting.
  void run();

  /// Runs until `done`, or for 10 s. @returns whether it is done
  bool run_until(const std::function<bool()>& done);

  /// What an operation came to: empty until it has ended.
  template <class T>
  using outcome = std::shared_ptr<std::optional<T>>;

  /// Starts an operation on the stream, which goes as far as it can. What it throws comes out of run().
  template <class T>
  outcome<T> start(net::awaitable<T> operation) {
    auto result = std::make_shared<std::optional<T>>();
    net::asio::co_spawn(io(), std::move(operation), [result](std::exception_ptr thrown, T value) {
      if (thrown)
        std::rethrow_exception(thrown);
      result->emplace(std::move(value));
    });
    run();
    return result;
  }

private:
  stream_pair(carrier by, std::pair<int, int> both);

  carried_loop loop_;
  const int near_descriptor_;
  net::io::stream_ptr near_;
  far_end far_;
};

} // namespace loadex::tests
