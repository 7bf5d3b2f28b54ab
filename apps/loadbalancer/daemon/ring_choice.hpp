#pragma once

#include "config/settings.hpp"

#include <string>

namespace loadex {

/// Whether io_uring is to carry the workers' bytes.
struct ring_choice {
  bool by_ring = false;
  std::string why_not{}; // if it was wanted and cannot be had
};

/// Tries to make a ring, unless none is wanted. @throws std::runtime_error if there must be one and cannot
ring_choice choose_ring(config::io_engine asked);

} // namespace loadex
