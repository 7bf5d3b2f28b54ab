#pragma once

#include "actors/messages/memory.hpp"

#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace loadex::actors {

/// Puts together what a pool knows and what its backends do, and answers when the last who asks is gone: each question
/// shares it. A backend that does not answer has ended, and is remembered as if it had yet to be probed.
class memory_gathering : public std::enable_shared_from_this<memory_gathering> {
public:
  memory_gathering(pool_memory of_pool, reply_slot<pool_memory> to)
      : all_(std::move(of_pool))
      , to_(std::move(to)) {}
  memory_gathering(const memory_gathering&) = delete;
  memory_gathering& operator=(const memory_gathering&) = delete;
  ~memory_gathering() { to_.answer(std::move(all_)); }

  /// Before anybody is asked.
  const std::vector<member_memory>& of() const noexcept { return all_.members; }

  /// For the backend of that place among them.
  tell_backend_memory question(std::size_t place) {
    return {reply_slot<backend_memory>([all = shared_from_this(), place](std::optional<backend_memory> told) {
      if (told)
        all->note(place, std::move(*told));
    })};
  }

private:
  void note(std::size_t place, backend_memory told) {
    const std::lock_guard lock(mutex_);
    all_.members[place].backend = std::move(told);
  }

  std::mutex mutex_; // guards the backends' parts of all_
  pool_memory all_;
  reply_slot<pool_memory> to_;
};

} // namespace loadex::actors
