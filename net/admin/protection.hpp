#pragma once

#include "net/http/problem.hpp"

namespace loadex::net::admin {

/// Adds what every answer of our own addresses says to browsers: to keep no copy (unless it says how), to show it in no
/// other site's page, to take it for nothing but what it is called, and to load nothing for it but, if it is a page,
/// parts of ours. No header lets another site read it.
void protect(http::own_response& answer);

} // namespace loadex::net::admin
