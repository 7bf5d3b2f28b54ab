#pragma once

#include <chrono>
#include <string>

namespace loadex::net::admin {

/// `2026-01-02T03:04:05Z` (RFC 3339).
std::string timestamp(std::chrono::system_clock::time_point when);

} // namespace loadex::net::admin
