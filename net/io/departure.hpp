#pragma once

#include <functional>
#include <utility>

namespace loadex::net::io {

/// That a client leaves while something is done for it: whoever waits meanwhile is told. For one thread.
class departure {
public:
  bool has_happened() const noexcept { return happened_; }

  /// Has `then` called when it happens, in place of what was to be called before.
  void tell(std::function<void()> then) { then_ = std::move(then); }

  void happen() {
    happened_ = true;
    if (then_)
      then_();
  }

private:
  bool happened_ = false;
  std::function<void()> then_;
};

} // namespace loadex::net::io
