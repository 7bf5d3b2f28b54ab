#pragma once

#include "tests/support/config/bad_files.hpp"

#include <vector>

namespace loadex::tests {

/// Those of bad_files() whose sections have no good shape, or a name or key that stands twice.
std::vector<bad_file> bad_shapes();

} // namespace loadex::tests
