#pragma once

#include "actors/pool/outliers.hpp"
#include "actors/pool/pool_common.hpp"

#include <cstdint>
#include <vector>

namespace loadex::actors {

/// Has the backends' latencies compared now and then, if they are to be, and takes weight from those that are far
/// slower than the others.
class latency_watch {
public:
  explicit latency_watch(pool_common& of)
      : of_(of) {}

  /// Whether they are compared, and how often, has changed: who has lost weight has it back once nobody is compared.
  void adopt();

  void compare(const pool_ticks::compare_latencies& tick);

private:
  void wait();
  void apply(const std::vector<share_change>& changes);

  pool_common& of_;
  config::outlier_settings adopted_{};
  std::uint64_t ticks_ = 0;
};

} // namespace loadex::actors
