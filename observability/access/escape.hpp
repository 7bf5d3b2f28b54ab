#pragma once

#include <string>
#include <string_view>

/// Text of strangers in lines of our own: whatever it is made of, it ends where we say.
namespace loadex::observability {

/// Appends `text` as it stands within a string of JSON. Control characters are escaped, those of Unicode's second block
/// (U+0080 to U+009F) too, which terminals obey; each byte that is no UTF-8 becomes U+FFFD.
void append_as_json(std::string_view text, std::string& out);

/// Appends `text` as it stands within quotes in a log of web servers: what is not printable ASCII as `\xHH`.
void append_as_ascii(std::string_view text, std::string& out);

} // namespace loadex::observability
