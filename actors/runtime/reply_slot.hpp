#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace loadex::actors {

/// A place for one answer to a request whose asker is not an actor. Copies share the place; the first answer counts,
/// and when the last copy goes without one the asker is told so ("abandoned"): CAF 0.17 has no broken promise.
///
/// The receiver is called on the answering thread, inside a handler: it only stores or posts the answer.
template <class T>
class reply_slot {
public:
  /// Called exactly once: with the answer, or with nothing if the slot was abandoned.
  using receiver = std::function<void(std::optional<T>)>;

  reply_slot() = default; // nobody waits

  explicit reply_slot(receiver to)
      : shared_(std::make_shared<place>(std::move(to))) {}

  void answer(T value) const {
    if (shared_)
      shared_->deliver(std::move(value));
  }

private:
  struct place {
    explicit place(receiver r)
        : to(std::move(r)) {}
    place(const place&) = delete;
    place& operator=(const place&) = delete;
    ~place() { deliver(std::nullopt); }

    void deliver(std::optional<T> value) {
      if (auto once = std::exchange(to, nullptr))
        once(std::move(value));
    }

    receiver to;
  };

  std::shared_ptr<place> shared_;
};

} // namespace loadex::actors
