#pragma once

#include "base/expected.hpp"
#include "config/snapshot.hpp"

#include <string>
#include <string_view>

namespace loadex {

/// Says for people what becomes of a request, such as `GET http://api.example.org/v1/x` or, meaning a GET, the URL
/// alone: of each listener, or of those at the port that the URL has, which route takes it and why, which come before
/// and why they do not, and where it goes. It has no header but Host. A text that is no such request is a mistake.
base::expected<std::string> explain_route(const config::snapshot& now, std::string_view request);

} // namespace loadex
