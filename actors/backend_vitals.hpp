#pragma once

#include <atomic>
#include <cstdint>

namespace loadex::actors {

/// What a backend actor publishes of itself between pool views: written by that actor alone, read by anyone.
struct backend_vitals {
  /// Requests that are with the backend now, from all workers.
  std::atomic<std::int32_t> in_flight{0};
};

} // namespace loadex::actors
