#pragma once

#include "config/draft.hpp"

namespace loadex::config {

/// Takes the tokens of section [admin] from the files that are to hold them, and from LOADEX_TOKEN if nothing else says
/// the one. Behind every other source. `known`: of files only those that it names are read, too.
void take_tokens(draft& result, const admin_settings* known = nullptr);

} // namespace loadex::config
