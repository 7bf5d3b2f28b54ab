#pragma once

#include "actors/balancing/plan.hpp"
#include "config/settings.hpp"
#include "net/http/head.hpp"

#include <cstdint>
#include <string>

namespace loadex::net::http {

/// The tag (see balancing::affinity_tag()) that the request's affinity cookie brings; 0 if it brings none. Of several
/// such cookies (an application may have set one of that name for another path) the first whose tag is in `now` counts.
std::uint64_t affinity_of(const request_head& head, const config::balancing_settings& settings,
                          const actors::balancing::plan& now);

/// The value of a Set-Cookie that keeps a client on the backend with that tag; empty if clients are not kept.
std::string affinity_cookie(std::uint64_t tag, const config::balancing_settings& settings);

} // namespace loadex::net::http
