#pragma once

#include "net/exchange/workspace.hpp"
#include "net/front/surroundings.hpp"

namespace loadex::net::front {

/// Counts the request of that workspace, which has ended, and writes its line of the access log, if there is to be one.
void report(surroundings& home, const exchange::workspace& of);

} // namespace loadex::net::front
