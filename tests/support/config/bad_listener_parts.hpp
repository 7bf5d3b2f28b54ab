#pragma once

#include "tests/support/config/bad_files.hpp"

#include <vector>

namespace loadex::tests {

/// Those of bad_files() in which a part of a listener is wrong: its TLS, or its routes.
std::vector<bad_file> bad_listener_parts();

} // namespace loadex::tests
