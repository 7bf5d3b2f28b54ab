#pragma once

#include "actors/pool/explanation.hpp"

#include <string>
#include <string_view>

namespace loadex::net::admin::handlers {

/// `outscored`, `in reserve`
std::string_view to_string(actors::selection why) noexcept;

/// Why that backend would be chosen for a request, or not: a sentence with figures. `has_key`: the request has what the
/// pool's hash algorithm goes by.
std::string why(const actors::explanation& all, const actors::explanation::verdict& one, bool has_key);

/// The one that would be chosen; null: nobody.
const actors::explanation::verdict* chosen_of(const actors::explanation& all) noexcept;

} // namespace loadex::net::admin::handlers
