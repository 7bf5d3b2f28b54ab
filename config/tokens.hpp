#pragma once

#include "config/draft.hpp"

namespace loadex::config {

/// Takes the tokens of section [admin] from the files that are to hold them, and from LOADEX_TOKEN if nothing else says
/// the one. Behind every other source.
void take_tokens(draft& result);

} // namespace loadex::config
