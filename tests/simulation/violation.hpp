#pragma once

#include <stdexcept>

namespace loadex::tests::simulation {

/// An invariant did not hold.
struct violation : std::runtime_error {
  using std::runtime_error::runtime_error;
};

} // namespace loadex::tests::simulation
