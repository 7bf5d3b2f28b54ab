#pragma once

#include <string_view>

namespace loadex::observability::dashboard {

/// The web page at /dashboard/, and its parts below, apart so that browsers need run nothing that stands in a page.
extern const std::string_view page;
extern const std::string_view style;
extern const std::string_view script;

} // namespace loadex::observability::dashboard
