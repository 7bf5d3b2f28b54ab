#pragma once

#include "config/algorithm.hpp"
#include "config/settings.hpp"
#include "net/http/head.hpp"

#include <boost/container/small_vector.hpp>

#include <string_view>

namespace loadex::net::http {

/// Values of cookies of one name; few, as a rule.
using cookie_list = boost::container::small_vector<std::string_view, 4>;

/// The values of the cookies called `name` that the request brings, in its order.
cookie_list cookie_values(const request_head& head, std::string_view name);

/// What a hash algorithm goes by: the client's address, the target, a header or the first cookie of a name. Empty if
/// the request lacks it, or `which` does not hash. A slice of the head, `client` or `target`.
std::string_view balancing_key(const request_head& head, std::string_view client, std::string_view target,
                               config::algorithm which, const config::balancing_settings& settings);

} // namespace loadex::net::http
