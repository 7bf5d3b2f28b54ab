#pragma once

#include "net/io/types.hpp"

#include <boost/asio/async_result.hpp>

#include <optional>
#include <utility>

namespace loadex::net::io {

/// Lets one coroutine wait until something has happened on its own thread. It stays set until reset(), so that what has
/// happened before anybody waits is not missed. Outlives who waits; nobody else can cancel the wait.
class signal {
public:
  bool is_set() const noexcept { return set_; }

  /// Whether somebody waits for it.
  bool awaited() const noexcept { return waiter_.has_value(); }

  /// As if it had not happened; nobody waits.
  void reset() noexcept { set_ = false; }

  /// Marks it as happened; a waiting coroutine goes on before this returns, and may destroy the signal.
  void set() {
    set_ = true;
    if (waiter_) {
      auto waiter = std::move(*waiter_);
      waiter_.reset();
      std::move(waiter)();
    }
  }

  /// Destroys who waits for it. Once the loop has ended.
  void drop() noexcept { waiter_.reset(); }

  /// Goes on once it has happened: `if (!s.is_set()) co_await s.happens();`. One waiter at a time.
  auto happens() {
    return asio::async_initiate<const asio::deferred_t, void()>(
        [this](auto&& resume) { waiter_.emplace(std::forward<decltype(resume)>(resume)); }, asio::deferred);
  }

private:
  // What Asio turns a coroutine that awaits a deferred operation into. Naming it saves the coroutine frame that its
  // public token, use_awaitable, would allocate for every wait.
  using resumption = asio::detail::awaitable_async_op_handler<void(), executor>;

  std::optional<resumption> waiter_;
  bool set_ = false;
};

} // namespace loadex::net::io
