#pragma once

#include "config/settings.hpp"
#include "net/http/client_peer.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace loadex::net::admin {

/// Who asks for an admin address, and from where.
struct visitor {
  http::standing by{};
  std::string_view host;         // of the Host header
  std::string_view origin;       // of the Origin header, empty if none
  std::string_view fetch_site{}; // of Sec-Fetch-Site, if the request changes something
};

/// Why `who` may not use the admin addresses, as one line naming the settings that help; nothing if it may. A proxy on
/// this machine makes every stranger a local peer, so the way here must be certain. A page elsewhere can make a browser
/// post to localhost or point its own name here (DNS rebinding), so the host must be an IP literal, `localhost` or in
/// `[admin] hosts`, and an Origin must be that host; and what changes something must come from a page of ours, where
/// the browser says from where.
std::optional<std::string> refusal(const visitor& who, const config::admin_settings& settings);

} // namespace loadex::net::admin
