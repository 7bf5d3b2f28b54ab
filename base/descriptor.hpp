#pragma once

#include <utility>

namespace loadex::base {

/// Owns an open file of the process, and closes it.
class descriptor {
public:
  descriptor() = default;
  explicit descriptor(int number) noexcept
      : number_(number) {}
  descriptor(descriptor&& other) noexcept
      : number_(other.release()) {}
  descriptor& operator=(descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~descriptor();

  /// -1 if it owns none.
  int get() const noexcept { return number_; }
  explicit operator bool() const noexcept { return number_ >= 0; }

  /// Lets go of it: somebody else closes it from now on.
  int release() noexcept { return std::exchange(number_, -1); }

private:
  int number_ = -1;
};

/// Another one for the same open file, which no program that this process starts gets; none if there are too many.
descriptor duplicate(int number) noexcept;

} // namespace loadex::base
