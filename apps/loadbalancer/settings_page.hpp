#pragma once

#include "apps/manual/man_page.hpp"

namespace loadex {

/// loadex.conf(5): every key of the configuration file, from the tables that read them.
manual::man_page settings_page();

} // namespace loadex
