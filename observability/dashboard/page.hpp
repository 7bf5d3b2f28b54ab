#pragma once

#include <string_view>

namespace loadex::observability::dashboard {

/// The web page at /dashboard/: one self-contained HTML document.
extern const std::string_view page;

} // namespace loadex::observability::dashboard
