#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace loadex::net::limits {

/// How long a client may still keep us waiting for its upload: `grace` in all, and what it sends earns time back, a
/// second for every `rate` bytes, up to `grace` again. So a client may stall now and then, but not drip for ever. Only
/// the time spent waiting for the client counts, never that of a backend that takes the upload slowly.
class upload_pace {
public:
  using duration = std::chrono::steady_clock::duration;

  /// `rate`: bytes a second; 0 is no rate, then only a stall of `grace` at a time ends an upload.
  upload_pace(duration grace, std::uint64_t rate)
      : grace_(grace)
      , rate_(rate)
      , left_(grace) {}

  /// How long the next wait may take.
  duration left() const noexcept { return left_; }

  /// A wait of `waited` has brought `bytes`.
  void count(duration waited, std::size_t bytes) noexcept {
    if (rate_ == 0)
      return;
    const std::chrono::duration<double> earned(static_cast<double>(bytes) / static_cast<double>(rate_));
    left_ += std::chrono::duration_cast<duration>(earned) - waited;
    left_ = std::clamp(left_, duration{}, grace_);
  }

private:
  duration grace_;
  std::uint64_t rate_;
  duration left_;
};

} // namespace loadex::net::limits
