#pragma once

#include <string>

namespace loadex::base {

/// Takes that variable out of the environment; empty if it is not there. Before there is another thread.
std::string take_variable(const char* name);

} // namespace loadex::base
