#pragma once

#include "net/io/signal.hpp"
#include "net/io/types.hpp"

#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace loadex::net::admin {

/// What one listener of the live feed has not taken yet: a few texts, which all listeners share.
class live_mailbox : public std::enable_shared_from_this<live_mailbox> {
public:
  using text = std::shared_ptr<const std::string>;

  /// `reader`: where the listener's connection is.
  explicit live_mailbox(executor reader)
      : reader_(reader) {}

  enum class outcome {
    kept,
    full,   // it was, and is empty now: what comes next must not build upon what was before
    closed, // nobody reads any more
  };

  /// Any thread.
  outcome put(text next);

  // Of the reader's thread.

  /// The next text, waited for; nothing once it is closed.
  awaitable<std::optional<text>> take();
  void close();

private:
  static constexpr std::size_t room = 5;

  std::optional<text> pop();

  const executor reader_;
  std::mutex mutex_; // guards these two
  std::deque<text> kept_;
  bool closed_ = false;
  io::signal changed_; // of the reader's thread
};

} // namespace loadex::net::admin
