#pragma once

#include <atomic>
#include <cstddef>
#include <utility>

namespace loadex::observability {

/// What each worker counts of one thing. It only grows, and is safe to walk while it does.
template <class Counted>
class per_worker {
public:
  per_worker() = default;
  per_worker(const per_worker&) = delete;
  per_worker& operator=(const per_worker&) = delete;
  ~per_worker() {
    for (auto* n = first_.load(); n != nullptr;)
      delete std::exchange(n, n->next);
  }

  /// What `worker` counts, made of `by` when first asked for. One thread at a time.
  template <class... By>
  Counted& of(std::size_t worker, By&&... by) {
    auto* const first = first_.load(std::memory_order_relaxed);
    for (auto* n = first; n != nullptr; n = n->next)
      if (n->worker == worker)
        return n->what;
    auto* const made = new node(worker, first, std::forward<By>(by)...);
    first_.store(made, std::memory_order_release);
    return made->what;
  }

  /// Shows what each counts. Any thread.
  template <class Visit>
  void visit(Visit look_at) const {
    for (const auto* n = first_.load(std::memory_order_acquire); n != nullptr; n = n->next)
      look_at(n->what);
  }

private:
  struct node {
    template <class... By>
    node(std::size_t whose, node* behind, By&&... by)
        : worker(whose)
        , next(behind)
        , what(std::forward<By>(by)...) {}

    const std::size_t worker;
    node* const next;
    Counted what;
  };

  std::atomic<node*> first_{nullptr};
};

} // namespace loadex::observability
