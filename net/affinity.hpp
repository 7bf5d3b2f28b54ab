#pragma once

#include "config/settings.hpp"
#include "net/http1/head.hpp"

#include <cstdint>
#include <string>

namespace loadex::net {

/// The tag (see balancing::affinity_tag()) that the request's affinity cookie brings; 0 if it brings none.
std::uint64_t affinity_of(const http1::request_head& head, const config::balancing_settings& settings);

/// The value of a Set-Cookie that keeps a client on the backend with that tag; empty if clients are not kept.
std::string affinity_cookie(std::uint64_t tag, const config::balancing_settings& settings);

} // namespace loadex::net
