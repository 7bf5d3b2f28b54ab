#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace loadex::net::io {

/// What is dear to make, kept for whoever needs one next. The one that came back last goes out first, so that those
/// nobody needs stay at the bottom, until they are trimmed. One thread's.
template <typename T>
class spares {
public:
  /// `most`: that are kept.
  explicit spares(std::size_t most)
      : most_(most) {
    all_.reserve(most);
  }

  /// Null if there is none.
  std::unique_ptr<T> take() noexcept {
    if (all_.empty())
      return nullptr;
    auto one = std::move(all_.back());
    all_.pop_back();
    never_needed_ = std::min(never_needed_, all_.size());
    return one;
  }

  /// Ends it if there are enough.
  void keep(std::unique_ptr<T> one) noexcept {
    if (all_.size() < most_)
      all_.push_back(std::move(one));
  }

  /// Ends those that nobody has needed since the last time.
  void trim() noexcept {
    all_.erase(all_.begin(), all_.begin() + static_cast<std::ptrdiff_t>(never_needed_));
    never_needed_ = all_.size();
  }

  void clear() noexcept {
    all_.clear();
    never_needed_ = 0;
  }

private:
  const std::size_t most_;
  std::vector<std::unique_ptr<T>> all_;
  std::size_t never_needed_ = 0; // of them, since they were trimmed
};

} // namespace loadex::net::io
