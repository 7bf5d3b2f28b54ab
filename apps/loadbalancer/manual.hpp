#pragma once

#include "apps/manual/man_page.hpp"

#include <vector>

namespace loadex {

/// The pages of the manual of the daemon and of its configuration file, loadbalancer(8) and loadex.conf(5).
std::vector<manual::man_page> manual_pages();

} // namespace loadex
