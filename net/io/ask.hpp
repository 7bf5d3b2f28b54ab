#pragma once

#include "actors/runtime/reply_slot.hpp"
#include "net/io/signal.hpp"
#include "net/io/types.hpp"

#include <boost/asio/post.hpp>

#include <memory>
#include <optional>
#include <utility>

namespace loadex::net::io {

/// Waits on `on` for the answer to a question that another thread or an actor is asked. `put` gets the reply slot and
/// puts the question; nothing is returned if the slot was abandoned.
template <class T, class Put>
awaitable<std::optional<T>> ask(executor on, Put put) {
  struct waiting {
    signal answered;
    std::optional<T> answer;
  };
  auto shared = std::make_shared<waiting>();
  put(actors::reply_slot<T>([on, shared](std::optional<T> answer) {
    asio::post(on, [shared, answer = std::move(answer)]() mutable {
      shared->answer = std::move(answer);
      shared->answered.set();
    });
  }));
  co_await shared->answered.happens(); // the answer is posted, so it has not come yet
  co_return std::move(shared->answer);
}

} // namespace loadex::net::io
