#pragma once

#include "actors/runtime/reply_slot.hpp"
#include "net/io/departure.hpp"
#include "net/io/signal.hpp"
#include "net/io/types.hpp"

#include <boost/asio/post.hpp>

#include <memory>
#include <optional>
#include <utility>

namespace loadex::net::io {

namespace detail {

/// An answer on its way to the coroutine that waits for it on its own thread.
template <class T>
struct asked {
  signal answered;
  std::optional<T> answer;

  /// A slot whose answer gets here, by way of `on`.
  static actors::reply_slot<T> slot(executor on, std::shared_ptr<asked> to) {
    return actors::reply_slot<T>([on, to = std::move(to)](std::optional<T> said) {
      asio::post(on, [to, said = std::move(said)]() mutable {
        to->answer = std::move(said);
        to->answered.set();
      });
    });
  }
};

} // namespace detail

/// Waits on `on` for the answer to a question that another thread or an actor is asked. `put` gets the reply slot and
/// puts the question; nothing is returned if the slot was abandoned.
template <class T, class Put>
awaitable<std::optional<T>> ask(executor on, Put put) {
  auto shared = std::make_shared<detail::asked<T>>();
  put(detail::asked<T>::slot(on, shared));
  co_await shared->answered.happens(); // the answer is posted, so it has not come yet
  co_return std::move(shared->answer);
}

/// The same for a client that may leave meanwhile: then nothing is returned, and the answer is for nobody.
template <class T, class Put>
awaitable<std::optional<T>> ask_for(departure& client, executor on, Put put) {
  auto shared = std::make_shared<detail::asked<T>>();
  put(detail::asked<T>::slot(on, shared));
  client.tell([on, shared] { asio::post(on, [shared] { shared->answered.set(); }); });
  if (!client.has_happened())
    co_await shared->answered.happens();
  client.tell(nullptr);
  co_return std::move(shared->answer);
}

} // namespace loadex::net::io
