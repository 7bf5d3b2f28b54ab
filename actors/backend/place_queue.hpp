#pragma once

#include "actors/messages/backend.hpp"

#include <cstddef>
#include <deque>
#include <utility>

namespace loadex::actors {

/// The requests that wait for a place at one backend: first come, first served.
class place_queue {
public:
  /// For those who join from now on.
  void adopt(std::size_t longest) { longest_ = longest; }

  /// Lets a request wait, or tells it that too many do.
  void join(const request_place& asked) {
    if (waiting_.size() < longest_)
      waiting_.push_back(asked);
    else
      asked.reply.answer(place::queue_full);
  }

  void leave(const void* asker) {
    std::erase_if(waiting_, [asker](const request_place& w) { return w.asker == asker; });
  }

  bool empty() const noexcept { return waiting_.empty(); }
  std::size_t size() const noexcept { return waiting_.size(); }

  /// Gives a place to whoever has waited the longest.
  void admit_first() {
    const auto first = std::move(waiting_.front());
    waiting_.pop_front();
    first.reply.answer(place::granted);
  }

  /// Sends everybody elsewhere.
  void dismiss() {
    for (const auto& w : std::exchange(waiting_, {}))
      w.reply.answer(place::unavailable);
  }

private:
  std::size_t longest_ = 0;
  std::deque<request_place> waiting_;
};

} // namespace loadex::actors
