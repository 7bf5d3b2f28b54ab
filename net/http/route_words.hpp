#pragma once

#include "config/settings.hpp"
#include "net/http/head.hpp"

#include <cstddef>
#include <string>

/// Routes in words, for people.
namespace loadex::net::http {

/// `route 3 (shop)`, of the one at that place of its list, from 0.
std::string name_of(const config::route_settings& route, std::size_t place);

/// `any host`, `host example.org`
std::string host_of(const config::route_settings& route);

/// `any path`, `path /a and below`, `path /a alone`
std::string path_of(const config::route_settings& route);

/// All that a route takes requests by.
std::string conditions_of(const config::route_settings& route);

/// Why it does not take a request although its host and path do: `the method is not GET`.
std::string unmet_of(const config::route_settings& route, const request_head& head);

} // namespace loadex::net::http
