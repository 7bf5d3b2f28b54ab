#pragma once

#include "net/io/signal.hpp"
#include "net/io/types.hpp"

#include <boost/asio/co_spawn.hpp>

#include <exception>
#include <utility>

namespace loadex::net::io {

/// A coroutine that runs beside the one that started it and must be joined by it: what it refers to lives until then.
class side_task {
public:
  /// Starts `work` on `on`.
  side_task(const executor& on, awaitable<> work) {
    asio::co_spawn(on, std::move(work), [this](std::exception_ptr failure) {
      failure_ = std::move(failure);
      ended_.set();
    });
  }
  side_task(const side_task&) = delete;
  side_task& operator=(const side_task&) = delete;

  bool ended() const noexcept { return ended_.is_set(); }

  /// Waits for its end. Rethrows what it threw.
  awaitable<> join() {
    if (!ended_.is_set())
      co_await ended_.happens();
    if (failure_)
      std::rethrow_exception(std::exchange(failure_, nullptr));
  }

private:
  signal ended_;
  std::exception_ptr failure_;
};

} // namespace loadex::net::io
