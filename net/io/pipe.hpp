#pragma once

#include "base/descriptor.hpp"
#include "net/io/spares.hpp"

#include <cstddef>
#include <memory>

namespace loadex::net::io {

/// A pipe of the kernel's, through which bytes go from one socket to another without coming here: pages change hands,
/// and nothing is copied (splice(2)). Its worker's thread only.
class pipe {
public:
  /// @throws std::system_error if there can be none, or only one that would cost more than it saves
  pipe();

  int in() const noexcept { return in_.get(); }
  int out() const noexcept { return out_.get(); }

  /// Bytes that are in it.
  std::size_t held() const noexcept { return held_; }
  void put(std::size_t bytes) noexcept { held_ += bytes; }
  void took(std::size_t bytes) noexcept { held_ -= bytes; }

private:
  base::descriptor out_;
  base::descriptor in_;
  std::size_t held_ = 0;
};

/// A worker's stock of pipes. Its thread only.
class pipe_stock {
public:
  /// `most`: that may be in use at a time.
  explicit pipe_stock(std::size_t most)
      : most_(most)
      , spare_(most) {}

  struct give_back {
    pipe_stock* to;
    void operator()(pipe* one) const { to->take_back(one); }
  };
  using borrowed = std::unique_ptr<pipe, give_back>;

  /// An empty one; none if all are in use, or the system has no more.
  borrowed borrow();

  /// Closes those that nobody has needed since the last time. If the system had no more, it is asked again.
  void trim() noexcept;

private:
  void take_back(pipe* one) noexcept;

  const std::size_t most_;
  std::size_t lent_ = 0;
  bool refused_ = false;
  spares<pipe> spare_;
};

} // namespace loadex::net::io
