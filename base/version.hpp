#pragma once

#include <string_view>

namespace loadex::base {

/// Loadex's version, such as `0.1.0`.
std::string_view version() noexcept;

} // namespace loadex::base
