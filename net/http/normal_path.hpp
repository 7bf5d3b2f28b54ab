#pragma once

#include <string>
#include <string_view>

/// Paths in the one spelling that routes go by.
namespace loadex::net::http {

/// What servers read differently: some as a separator or as the end of a segment's name, others as part of it.
enum path_doubt : unsigned {
  escaped_slash = 1,     // %2F
  backslash = 2,         // as it is
  escaped_backslash = 4, // %5C
  parameters = 8,        // from a semicolon to the end of the segment: `/..;x/` is `/../` to some
  escaped_nul = 16,      // %00, which ends the path where it is a C string
};

/// How the path of a target is spelled.
struct path_spelling {
  std::string_view path; // without the query; `/` if there is none
  bool normal = true;    // it is in its normal spelling
  unsigned doubts = 0;   // path_doubt, of all of it
};

/// Of a target as `request_framing` has it.
path_spelling spelling_of(std::string_view target) noexcept;

/// Appends `path` in its normal spelling: no escape of an unreserved character (RFC 3986 section 2.3), upper-case
/// digits in all others, `%25` for a percent sign that begins none; then no empty segment but the last, then no dot
/// segment. What `doubts` names is read as a separator, and parameters are left out.
void append_normal(std::string_view path, unsigned doubts, std::string& out);

/// The path of `target` in its normal spelling: a slice of it where it has that already, else of `scratch`.
std::string_view normal_path(std::string_view target, std::string& scratch);

/// Whether `path` is `prefix` or below it, both in normal spelling, the prefix without a slash at its end or `/`.
bool is_below(std::string_view path, std::string_view prefix) noexcept;

/// The target without `prefix`, which it is at or below: what follows as it came, or in normal spelling where the path
/// was not. It begins with `/`; the query stays as it came. A slice of `target` or of `scratch`.
std::string_view strip_prefix(std::string_view target, std::string_view prefix, std::string& scratch);

} // namespace loadex::net::http
