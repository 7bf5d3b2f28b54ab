#pragma once

#include "net/io/types.hpp"

#include <functional>
#include <memory>

namespace loadex::net::io {

/// Has one of Asio's loops wait by a function of ours wherever it would wait by its own set: in run(), poll() and the
/// rest of them, with all that belongs to it (who is woken by what other threads post, counts of work, the memory of
/// coroutines). To be made and ended while nobody waits.
class asio_task {
public:
  /// Waits until something has happened, `microseconds` at most, or for good if that is negative. True: Asio's own set
  /// has something in it, which is to be waited for as well.
  using wait = std::function<bool(long microseconds)>;

  asio_task(asio::io_context& loop, wait by);
  ~asio_task();

  /// Asio's own set.
  int descriptor() const noexcept;

  /// Asio waits by itself again.
  void end() noexcept;

private:
  class replacement;
  const std::unique_ptr<replacement> replacement_;
};

} // namespace loadex::net::io
