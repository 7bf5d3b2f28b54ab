#pragma once

#include "config/settings.hpp"
#include "net/http/client_peer.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace loadex::net::admin {

/// What the token that a request carries opens.
enum class credential {
  none,  // it carries none, or there are none to carry
  wrong, // nothing
  read,  // what changes nothing
  full,  // all
};

/// Of the value of an Authorization header; of an empty one none.
credential credential_in(std::string_view authorization, const config::admin_settings& settings) noexcept;

/// Who asks for an admin address, and from where.
struct visitor {
  http::standing by{};
  std::string_view host;         // of the Host header
  std::string_view origin;       // of the Origin header, empty if none
  std::string_view fetch_site{}; // of Sec-Fetch-Site, unless a link has led here
  credential shown{};
  bool changes = false;           // something is to be changed
  std::optional<unsigned> user{}; // who has come by a socket in the file system
};

/// What `who` is called in logs and events: `admin token`, `read token`, `socket uid 1000`, `no token`.
std::string name_of(const visitor& who);

/// Why somebody may not use an admin address.
struct no_entry {
  unsigned status = 403; // 401: a token would help
  std::string why;       // one line naming the settings that help
};

/// Why `who` may not use the admin addresses; nothing if it may. A proxy on this machine makes every stranger a local
/// peer, so the way here must be certain, or the request carry a token. A page elsewhere can make a browser post to
/// localhost or point its own name here (DNS rebinding), so the host must be an IP literal, `localhost` or in `[admin]
/// hosts`, and an Origin must be that host; and where the browser says from where, all but a followed link must come
/// from a page of ours. Of all that a socket in the file system knows nothing: its file's mode has decided.
std::optional<no_entry> refusal(const visitor& who, const config::admin_settings& settings);

} // namespace loadex::net::admin
