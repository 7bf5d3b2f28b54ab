#pragma once

#include <string_view>

namespace loadex::config {

/// Loadex's version, such as `0.1.0`.
std::string_view version() noexcept;

} // namespace loadex::config
