#pragma once

#include <ctime>
#include <string>

namespace loadex::net::http {

/// `when` as a Date header has it (RFC 9110 section 5.6.7).
std::string http_date(std::time_t when);

} // namespace loadex::net::http
