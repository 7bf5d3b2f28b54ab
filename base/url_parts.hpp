#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace loadex::base {

/// `host[:port]` taken apart, as it was written.
struct authority_parts {
  std::string_view text;
  std::string_view host;                // a name, an IPv4 address, or an IPv6 address without its brackets
  bool bracketed = false;               // it had some
  std::optional<std::string_view> port; // what follows the colon, whatever it is

  /// The number that the port is, if it is one from 0 to 65535.
  std::optional<std::uint16_t> port_number() const;
};

/// None if the brackets are broken.
std::optional<authority_parts> split_authority(std::string_view text);

/// `scheme://user@host:port/path?query#fragment` taken apart at its delimiters (RFC 3986 section 3), as it was written:
/// nothing is decoded, and whether a part may be there is for whoever asks. Not Boost.URL's, which takes
/// `127.0.0.1.nip.io` for an address with something behind it.
struct url_parts {
  std::string_view scheme;
  bool has_user_info = false;
  authority_parts authority;
  std::string_view path;
  bool has_query = false;
  bool has_fragment = false;
};

/// None if it has no `://`, broken brackets, or anything but visible ASCII characters.
std::optional<url_parts> split_url(std::string_view text);

} // namespace loadex::base
