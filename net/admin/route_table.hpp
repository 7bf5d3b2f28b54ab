#pragma once

#include "net/admin/route.hpp"

#include <span>
#include <string>

namespace loadex::net::admin {

/// Every address of ours.
std::span<const route> route_table() noexcept;

/// The same as docs/reference/addresses.md has it.
std::string routes_as_markdown();

} // namespace loadex::net::admin
