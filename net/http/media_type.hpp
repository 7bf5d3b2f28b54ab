#pragma once

#include <string_view>

namespace loadex::net::http {

/// How much a client whose Accept is that wants a media type, such as `text/plain`: 0 (not at all) to 1 (RFC 9110
/// section 12.5.1). What names the type counts before `text/*`, and that before `*/*`; what names another version of it
/// does not count. Whoever accepts nothing in particular wants everything.
double quality_of(std::string_view type, std::string_view version, std::string_view accept);

} // namespace loadex::net::http
