#pragma once

#include <cstdint>
#include <utility>

namespace loadex::net {

/// How many lines of one kind may be logged within a second: what strangers cause must not fill the log.
class line_budget {
public:
  /// Whether one more may be logged; if not, it is counted as lost.
  bool take() noexcept {
    if (left_ == 0) {
      ++lost_;
      return false;
    }
    --left_;
    return true;
  }

  /// A new second. Returns how many were lost in the one before.
  std::int64_t renew() noexcept {
    left_ = lines_a_second;
    return std::exchange(lost_, 0);
  }

private:
  static constexpr unsigned lines_a_second = 20;

  unsigned left_ = lines_a_second;
  std::int64_t lost_ = 0;
};

} // namespace loadex::net
