#include "net/admin/live/live_mailbox.hpp"

#include <boost/asio/post.hpp>

#include <utility>

namespace loadex::net::admin {

live_mailbox::outcome live_mailbox::put(text next) {
  const std::lock_guard lock(mutex_); // while it is not closed, the reader's thread is there
  if (closed_)
    return outcome::closed;
  if (kept_.size() == room) {
    kept_.clear();
    return outcome::full;
  }
  kept_.push_back(std::move(next));
  if (kept_.size() == 1)
    asio::post(reader_, [self = shared_from_this()] { self->changed_.set(); });
  return outcome::kept;
}

std::optional<live_mailbox::text> live_mailbox::pop() {
  const std::lock_guard lock(mutex_);
  if (kept_.empty())
    return std::nullopt;
  auto first = std::move(kept_.front());
  kept_.pop_front();
  return first;
}

awaitable<std::optional<live_mailbox::text>> live_mailbox::take() {
  while (!closed_) { // only this thread closes it
    changed_.reset();
    if (auto next = pop())
      co_return next;
    co_await changed_.happens();
  }
  co_return std::nullopt;
}

void live_mailbox::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    kept_.clear();
  }
  changed_.set();
}

} // namespace loadex::net::admin
