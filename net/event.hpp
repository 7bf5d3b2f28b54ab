#pragma once

#include "net/types.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <optional>
#include <utility>

namespace loadex::net {

/// Lets one coroutine wait until something has happened on its own thread.
class event {
public:
  bool is_set() const noexcept { return set_; }
  bool awaited() const noexcept { return waiter_.has_value(); }
  void reset() noexcept { set_ = false; }

  /// Marks it as happened; a waiting coroutine goes on before this returns.
  void set() {
    set_ = true;
    if (waiter_) {
      auto waiter = std::move(*waiter_);
      waiter_.reset();
      std::move(waiter)();
    }
  }

  /// Returns once it has happened, at once if it has already. One waiter at a time.
  awaitable<> wait() {
    constexpr asio::use_awaitable_t<executor> token;
    if (!set_)
      co_await asio::async_initiate<decltype(token), void()>(
          [this](auto&& resume) { waiter_.emplace(std::forward<decltype(resume)>(resume)); }, token);
  }

private:
  using handler = asio::async_result<asio::use_awaitable_t<executor>, void()>::handler_type;

  std::optional<handler> waiter_;
  bool set_ = false;
};

} // namespace loadex::net
