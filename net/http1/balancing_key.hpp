#pragma once

#include "config/algorithm.hpp"
#include "config/settings.hpp"
#include "net/http1/head.hpp"

#include <optional>
#include <string_view>

namespace loadex::net::http1 {

/// The value of the first cookie called `name` that the request brings.
std::optional<std::string_view> cookie_value(const request_head& head, std::string_view name);

/// What a hash algorithm goes by: the client's address, the target, a header or a cookie. Empty if the request lacks
/// it, or `which` does not hash. A slice of the head, `client` or `target`.
std::string_view balancing_key(const request_head& head, std::string_view client, std::string_view target,
                               config::algorithm which, const config::balancing_settings& settings);

} // namespace loadex::net::http1
