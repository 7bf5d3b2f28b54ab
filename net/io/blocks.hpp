#pragma once

#include <cstddef>
#include <memory>
#include <vector>

namespace loadex::net::io {

/// Bytes: a message of 16 KiB whole, head and all. Of a block that has never held more, only those pages are in memory.
/// It is no power of two, so that blocks side by side do not share a cache's places.
inline constexpr std::size_t block_size = 20 * 1024;

/// Whoever blocks of memory come from. Of one thread.
class block_source {
public:
  virtual void give_back(char* one) noexcept = 0;

protected:
  ~block_source() = default;
};

struct giving_back {
  block_source* to = nullptr;
  void operator()(char* one) const noexcept { to->give_back(one); }
};

/// `block_size` bytes. Goes back before its source goes.
using block = std::unique_ptr<char[], giving_back>;

/// Blocks from the heap, of which some are kept for whoever is next.
class block_store final : public block_source {
public:
  /// @throws std::bad_alloc
  block take() {
    if (kept_.empty())
      return block(new char[block_size], {this});
    block one(kept_.back().release(), {this});
    kept_.pop_back();
    return one;
  }

  void give_back(char* one) noexcept override {
    std::unique_ptr<char[]> its(one);
    if (kept_.size() < most_kept)
      kept_.push_back(std::move(its));
  }

  block_store() { kept_.reserve(most_kept); }

private:
  static constexpr std::size_t most_kept = 64;

  std::vector<std::unique_ptr<char[]>> kept_;
};

} // namespace loadex::net::io
