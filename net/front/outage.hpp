#pragma once

#include "actors/pool/pool_view.hpp"

#include <string>

namespace loadex::net::front {

/// Since when nobody of the pool is available, and what was the last straw: no more, since strangers read it. Empty if
/// somebody is.
std::string about_outage(const actors::pool_view& of);

} // namespace loadex::net::front
