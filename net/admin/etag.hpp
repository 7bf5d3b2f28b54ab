#pragma once

#include <string>
#include <string_view>

/// Entity tags, by which a client says what it has seen (RFC 9110 section 8.8.3).
namespace loadex::net::admin {

/// `"tag"`, as an ETag header has it.
std::string etag_of(std::string_view tag);

/// Whether an If-Match header names what has that tag. One that is weak names nothing here.
bool matches(std::string_view if_match, std::string_view tag);

/// Whether an If-None-Match header does, be its tag weak or not.
bool matches_weakly(std::string_view if_none_match, std::string_view tag);

} // namespace loadex::net::admin
