#pragma once

#include "config/settings.hpp"

#include <string>
#include <string_view>

/// The changes that a route makes to the headers of a message.
namespace loadex::net::http1 {

/// Whether a header of this name goes: it is removed, or set anew. What a gateway to CGI would take for that name (see
/// http::as_gateways_read()) goes, too.
bool replaces(const config::header_changes& changes, std::string_view name) noexcept;

/// Whether a header of this name comes.
bool adds(const config::header_changes& changes, std::string_view name) noexcept;

/// Appends the lines that come.
void append_changes(const config::header_changes& changes, std::string& out);

} // namespace loadex::net::http1
