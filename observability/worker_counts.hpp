#pragma once

#include <atomic>
#include <cstdint>

namespace loadex::observability {

/// Workers that have begun, by what carries their bytes. Any thread.
struct worker_counts {
  std::atomic<std::uint64_t> ring{0};
  std::atomic<std::uint64_t> poll{0};
};

} // namespace loadex::observability
